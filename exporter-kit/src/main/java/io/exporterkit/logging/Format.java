package io.exporterkit.logging;

/// The format of log lines.
public enum Format {
  /// The text format of Go's [`slog`](https://pkg.go.dev/log/slog#TextHandler):
  /// `time=2026-01-02T15:04:05.000Z level=INFO msg="two words" err="..."`
  TXT,
  /// One JSON object in each line ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)):
  /// `{"time":"2026-01-02T15:04:05.000Z","level":"INFO","msg":"two words","err":"..."}`
  JSON
}
