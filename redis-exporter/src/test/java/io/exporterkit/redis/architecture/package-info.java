/// Tests of the dependencies between packages, on the compiled classes, and of documents that name parts of the code.
@NullMarked
package io.exporterkit.redis.architecture;

import org.jspecify.annotations.NullMarked;
