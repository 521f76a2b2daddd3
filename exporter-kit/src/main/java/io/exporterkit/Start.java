package io.exporterkit;

/// The result of starting an exporter.
public sealed interface Start {
  /// The exporter serves until it is closed.
  record Serving(RunningExporter exporter) implements Start {}

  /// The exporter has printed help, version or an error, and does not serve.
  ///
  /// @param code exit code: 0, 1 or 2
  record Ended(int code) implements Start {}
}
