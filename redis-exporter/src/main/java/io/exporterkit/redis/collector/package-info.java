/// One collector a subject, one file each: what Redis says of it, and the metrics that become of that.
///
/// In comes a session on which INFO was answered and further commands can be asked; out go samples. The list of all of them, in the
/// order in which they run, stands in [io.exporterkit.redis.collector.Collectors]. Those that read INFO alone come first, so that a
/// target which stalls afterwards loses none of it.
@NullMarked
package io.exporterkit.redis.collector;

import org.jspecify.annotations.NullMarked;
