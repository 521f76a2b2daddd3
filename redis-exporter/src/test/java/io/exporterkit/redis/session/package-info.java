@NullMarked
package io.exporterkit.redis.session;

import org.jspecify.annotations.NullMarked;
