package io.exporterkit.config;

import io.exporterkit.config.ConfigNode.Position;

/// The exceptions of one file.
///
/// @param file as messages name the file
record Faults(String file) {
  /// Returns an exception with the message `FILE:LINE:COLUMN: what`.
  ConfigException at(Position position, String what) {
    return new ConfigException(
        file + ":" + position.line() + ":" + position.column() + ": " + what);
  }
}
