package io.exporterkit.net;

/// A request in plain text that recognises a target without TLS, when a TLS handshake with it does not end.
///
/// In:  the request `PING` with a line end, and the first bytes `+-`
/// Out: an answer such as `+PONG` or `-ERR unknown command`, which shows that the target speaks no TLS
///
/// @param request text that every server of this protocol answers, sent as UTF-8
/// @param firstBytes ASCII characters with which such an answer may begin
public record PlainProbe(String request, String firstBytes) {
  /// No request: a target that speaks no TLS is reported as a time-out of the handshake.
  public static final PlainProbe NONE = new PlainProbe("", "");
}
