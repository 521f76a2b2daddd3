package io.exporterkit.net;

/// The address at which a target listens. Immutable; equal when all components are.
///
/// @param transport kind of connection
/// @param host name or IP address; empty for a unix socket
/// @param port from 1 to 65535; 0 for a unix socket
/// @param path of the unix socket in the file system; empty for TCP and TLS
public record Endpoint(Transport transport, String host, int port, String path) {
  /// The kinds of connections.
  public enum Transport {
    /// Plain TCP.
    TCP,
    /// TLS over TCP.
    TLS,
    /// A unix socket, without TLS.
    UNIX
  }
}
