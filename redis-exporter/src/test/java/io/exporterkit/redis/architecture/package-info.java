/// What may depend on what, checked on the compiled classes.
@NullMarked
package io.exporterkit.redis.architecture;

import org.jspecify.annotations.NullMarked;
