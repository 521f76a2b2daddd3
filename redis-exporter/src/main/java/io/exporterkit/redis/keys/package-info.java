/// Keys and streams: collectors that walk through a keyspace with SCAN, and what they have in common. In come patterns and names of keys; out
/// come their sizes, memory, values, counts, groups, and how far each walk came.
@NullMarked
package io.exporterkit.redis.keys;

import org.jspecify.annotations.NullMarked;
