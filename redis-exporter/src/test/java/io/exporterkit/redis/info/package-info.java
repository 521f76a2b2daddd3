@NullMarked
package io.exporterkit.redis.info;

import org.jspecify.annotations.NullMarked;
