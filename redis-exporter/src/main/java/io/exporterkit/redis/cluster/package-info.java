/// The nodes of a cluster. In come a session with one node and the keys or batches of a scrape; out come the node that
/// serves each hash slot, sessions with the other nodes, rounds with redirections followed, and the list of all nodes
/// for service discovery.
@NullMarked
package io.exporterkit.redis.cluster;

import org.jspecify.annotations.NullMarked;
