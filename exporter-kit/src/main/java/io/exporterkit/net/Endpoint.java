package io.exporterkit.net;

/// Where a target listens.
///
/// @param host name or address; empty for a unix socket
/// @param port 0 for a unix socket
/// @param path of a unix socket, else empty
public record Endpoint(Transport transport, String host, int port, String path) {
  /// How bytes get there.
  public enum Transport {
    TCP,
    TLS,
    UNIX
  }
}
