/// Connections to targets.
@NullMarked
package io.exporterkit.net;

import org.jspecify.annotations.NullMarked;
