/// Collectors of keys and streams that walk through a keyspace with SCAN, and their common parts. In come patterns and
/// names of keys; out go sizes, memory, values, counts, groups, and how far each walk came.
@NullMarked
package io.exporterkit.redis.keys;

import org.jspecify.annotations.NullMarked;
