@NullMarked
package io.exporterkit.redis.protocol;

import org.jspecify.annotations.NullMarked;
