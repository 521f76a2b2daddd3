package io.exporterkit.net;

/// A request in plain text by which a target that waits in silence for a TLS handshake to end shows that it speaks no TLS.
///
/// In: the request `PING` with a line end   Out: an answer that begins with `+` or `-`
///
/// @param request text that every server of the kind answers, sent as UTF-8
/// @param firstBytes characters with which such an answer may begin
public record PlainProbe(String request, String firstBytes) {}
