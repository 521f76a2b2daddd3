@NullMarked
package io.exporterkit.exposition;

import org.jspecify.annotations.NullMarked;
