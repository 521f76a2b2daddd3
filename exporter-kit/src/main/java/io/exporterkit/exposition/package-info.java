/// Writers of the formats that Prometheus reads.
///
/// In come the sections of a page ([io.exporterkit.metric.Section]): the families of a scrape, or the metrics of a
/// registry of the official client, converted by [RegistryFamilies]. Out go bytes in the text format ([TextFormat]), in
/// OpenMetrics or in the protobuf format ([ProtobufFormat]), with names exactly as they were declared, unless the
/// scraper asks for an [Escaping] that they need. [PageFormat] is the choice between the formats. All public classes
/// are stateless or immutable, and so safe for use by several threads.
@NullMarked
package io.exporterkit.exposition;

import org.jspecify.annotations.NullMarked;
