/// Keys of whole clusters and the discovery of their nodes, on real ones.
@NullMarked
package io.exporterkit.redis.cluster;

import org.jspecify.annotations.NullMarked;
