/// Discovery's own parsing.
@NullMarked
package io.exporterkit.redis.discovery;

import org.jspecify.annotations.NullMarked;
