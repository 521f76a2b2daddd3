package io.exporterkit.net;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/// The address at which a target listens. Immutable; equal when all components are.
///
/// @param transport kind of connection
/// @param host name or IP address; empty for a unix socket
/// @param port from 1 to 65535; 0 for a unix socket
/// @param path of the unix socket in the file system; empty for TCP and TLS
public record Endpoint(Transport transport, String host, int port, String path) {
  /// Returns the address of a target that listens with plain TCP.
  ///
  /// @param address may be unresolved: its host is looked up for each connection
  public static Endpoint tcp(InetSocketAddress address) {
    return new Endpoint(Transport.TCP, address.getHostString(), address.getPort(), "");
  }

  /// Returns the address of a target that listens with TLS.
  ///
  /// @param address may be unresolved: its host is looked up for each connection
  public static Endpoint tls(InetSocketAddress address) {
    return new Endpoint(Transport.TLS, address.getHostString(), address.getPort(), "");
  }

  /// Returns the address of a target that listens on a unix socket.
  public static Endpoint unix(Path socket) {
    return new Endpoint(Transport.UNIX, "", 0, socket.toString());
  }

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
