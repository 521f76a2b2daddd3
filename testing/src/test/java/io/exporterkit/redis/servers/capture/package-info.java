/// What `testing/capture` records of real servers.
@NullMarked
package io.exporterkit.redis.servers.capture;

import org.jspecify.annotations.NullMarked;
