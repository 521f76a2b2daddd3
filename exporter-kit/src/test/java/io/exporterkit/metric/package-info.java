@NullMarked
package io.exporterkit.metric;

import org.jspecify.annotations.NullMarked;
