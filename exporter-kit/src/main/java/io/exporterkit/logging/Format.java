package io.exporterkit.logging;

/// How a log line looks.
public enum Format {
  /// `time=2026-01-02T15:04:05.000Z level=INFO msg="two words" err="..."`, as Go's slog writes text.
  TXT,
  /// `{"time":"2026-01-02T15:04:05.000Z","level":"INFO","msg":"two words","err":"..."}`
  JSON
}
