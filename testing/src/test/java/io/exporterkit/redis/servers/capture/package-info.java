/// Tests of `testing/capture` with real servers.
@NullMarked
package io.exporterkit.redis.servers.capture;

import org.jspecify.annotations.NullMarked;
