/// The nodes of a cluster: which of them serves which hash slot, sessions with those that a scrape needs, redirections between them, and the
/// list of all of them for service discovery.
@NullMarked
package io.exporterkit.redis.cluster;

import org.jspecify.annotations.NullMarked;
