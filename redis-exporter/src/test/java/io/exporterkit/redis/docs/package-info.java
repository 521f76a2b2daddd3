/// Tests of the documentation: links, command lines, quoted errors, and the drawing of the packages.
@NullMarked
package io.exporterkit.redis.docs;

import org.jspecify.annotations.NullMarked;
