/// Tests of the live page in Chromium, with the exporter and real servers behind it.
@NullMarked
package io.exporterkit.browser;

import org.jspecify.annotations.NullMarked;
