@NullMarked
package io.exporterkit.testing.server;

import org.jspecify.annotations.NullMarked;
