/// Tests of the metrics of keys, streams and groups of keys, against real servers and compared with the original
/// exporter.
@NullMarked
package io.exporterkit.redis.keys;

import org.jspecify.annotations.NullMarked;
