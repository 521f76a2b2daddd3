/// Tests of what is told of keys, streams and groups of keys, against real servers and beside the original.
@NullMarked
package io.exporterkit.redis.keys;

import org.jspecify.annotations.NullMarked;
