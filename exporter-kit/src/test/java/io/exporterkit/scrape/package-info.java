@NullMarked
package io.exporterkit.scrape;

import org.jspecify.annotations.NullMarked;
