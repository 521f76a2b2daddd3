/// Tests of web configuration files.
@NullMarked
package io.exporterkit.web.config;

import org.jspecify.annotations.NullMarked;
