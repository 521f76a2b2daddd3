@NullMarked
package io.exporterkit.text;

import org.jspecify.annotations.NullMarked;
