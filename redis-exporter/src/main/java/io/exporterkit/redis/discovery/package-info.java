/// Finding targets: what one node of a cluster knows of the others, as the lists of targets that Prometheus's HTTP service discovery
/// reads.
///
/// In comes a session with a node; out go addresses. Nothing here is remembered between two requests.
@NullMarked
package io.exporterkit.redis.discovery;

import org.jspecify.annotations.NullMarked;
