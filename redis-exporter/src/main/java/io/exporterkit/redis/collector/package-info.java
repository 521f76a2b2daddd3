/// Collectors, one subject and one file each: the server's replies about the subject, and the metrics made from them.
///
/// In comes a session in which INFO was answered and further commands can be sent; out go samples.
/// [io.exporterkit.redis.collector.Collectors] lists all collectors in the order in which they run. Those that read
/// only INFO come first, so that a target which stalls afterwards loses none of their samples.
@NullMarked
package io.exporterkit.redis.collector;

import org.jspecify.annotations.NullMarked;
