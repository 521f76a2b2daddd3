/// Tests of configuration files.
@NullMarked
package io.exporterkit.config;

import org.jspecify.annotations.NullMarked;
