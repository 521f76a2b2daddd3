/// Metrics as data: the definitions of all that an exporter can emit, and the samples of one scrape.
///
/// In come definitions ([MetricDef]), which the author of a collector writes as constants, and the values that the
/// collector reads ([Samples]). Out go families ([Family]): all samples of one metric, in compact arrays. The
/// exposition formats write families that share a namespace and constant labels as one [Section]. The package contains
/// no code for HTTP, time or targets.
@NullMarked
package io.exporterkit.metric;

import org.jspecify.annotations.NullMarked;
