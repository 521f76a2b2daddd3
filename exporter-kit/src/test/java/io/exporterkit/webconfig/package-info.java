/// Tests of web configuration files.
@NullMarked
package io.exporterkit.webconfig;

import org.jspecify.annotations.NullMarked;
