/// Exporters as their users see them: flags, pages, signals.
@NullMarked
package io.exporterkit.door;

import org.jspecify.annotations.NullMarked;
