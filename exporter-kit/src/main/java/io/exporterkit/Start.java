package io.exporterkit;

/// What came of starting an exporter.
public sealed interface Start {
  /// It serves until it is closed.
  record Serving(RunningExporter exporter) implements Start {}

  /// It has printed all that it had to say, and does not serve.
  ///
  /// @param code exit code: 0, 1 or 2
  record Ended(int code) implements Start {}
}
