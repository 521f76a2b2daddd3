@NullMarked
package io.exporterkit.redis.connection;

import org.jspecify.annotations.NullMarked;
