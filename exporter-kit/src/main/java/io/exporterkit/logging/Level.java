package io.exporterkit.logging;

/// The severity of log lines, in ascending order. As a setting: the lowest severity that is logged.
public enum Level {
  /// Details for the search of a fault; also adds stack traces to lines with an exception.
  DEBUG,
  /// Normal operation.
  INFO,
  /// A fault that the exporter works around.
  WARN,
  /// A fault because of which something does not work.
  ERROR
}
