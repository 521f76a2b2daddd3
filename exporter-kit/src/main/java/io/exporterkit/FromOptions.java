package io.exporterkit;

import io.exporterkit.options.OptionValues;
import java.io.IOException;

/// A maker of a part of an exporter. Called once, at start, before the exporter listens; in the order in which the
/// parts were added.
///
/// @param <T> the part
@FunctionalInterface
public interface FromOptions<T> {
  /// Makes the part from the values of the options.
  ///
  /// @throws IllegalArgumentException when a value makes no sense; the message is one line that says what would be
  ///     right, without a secret. The exporter then ends with exit code 1
  /// @throws IOException when a file or another resource is missing, with such a message, too
  T make(OptionValues values) throws IOException;
}
