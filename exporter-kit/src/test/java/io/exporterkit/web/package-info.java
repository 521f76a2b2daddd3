@NullMarked
package io.exporterkit.web;

import org.jspecify.annotations.NullMarked;
