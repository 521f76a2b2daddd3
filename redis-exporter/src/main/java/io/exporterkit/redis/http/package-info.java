/// The HTTP requests of the exporter. In come requests for targets, cluster nodes and reloads; out go probes of targets
/// with the collectors to run, the list of cluster nodes, and the files that were read again.
@NullMarked
package io.exporterkit.redis.http;

import org.jspecify.annotations.NullMarked;
