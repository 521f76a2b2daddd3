@NullMarked
package io.exporterkit.example;

import org.jspecify.annotations.NullMarked;
