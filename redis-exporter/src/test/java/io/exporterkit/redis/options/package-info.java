@NullMarked
package io.exporterkit.redis.options;

import org.jspecify.annotations.NullMarked;
