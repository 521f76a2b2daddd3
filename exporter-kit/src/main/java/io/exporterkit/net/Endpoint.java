package io.exporterkit.net;

import io.exporterkit.text.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The address at which a target listens. Immutable; equal when all components are.
///
/// @param transport kind of connection
/// @param host name or IP address; empty for a unix socket
/// @param port from 1 to 65535; 0 for a unix socket
/// @param path of the unix socket in the file system; empty for TCP and TLS
/// @param addresses to which connections are opened, in this order; empty to look up the host for each connection. Not
///     part of the equality
public record Endpoint(
    Transport transport, String host, int port, String path, List<InetAddress> addresses) {
  /// Copies the addresses.
  public Endpoint {
    addresses = List.copyOf(addresses);
  }

  /// Makes an endpoint whose host is looked up for each connection.
  public Endpoint(Transport transport, String host, int port, String path) {
    this(transport, host, port, path, List.of());
  }

  // Written out, because the methods that the compiler adds to a record are linked at run time.
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Endpoint other
        && transport == other.transport
        && host.equals(other.host)
        && port == other.port
        && path.equals(other.path);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * transport.hashCode() + host.hashCode()) + port) + path.hashCode();
  }

  /// Returns the address of a target that listens with plain TCP.
  ///
  /// @param address may be unresolved: then its host is looked up for each connection
  public static Endpoint tcp(InetSocketAddress address) {
    return of(Transport.TCP, address);
  }

  /// Returns the address of a target that listens with TLS.
  ///
  /// @param address may be unresolved: then its host is looked up for each connection
  public static Endpoint tls(InetSocketAddress address) {
    return of(Transport.TLS, address);
  }

  private static Endpoint of(Transport transport, InetSocketAddress address) {
    List<InetAddress> addresses =
        address.isUnresolved() ? List.of() : List.of(address.getAddress());
    return new Endpoint(transport, address.getHostString(), address.getPort(), "", addresses);
  }

  /// Returns this endpoint with the addresses to which connections are opened.
  ///
  /// @param known addresses of the host; empty to look up the host for each connection
  public Endpoint at(List<InetAddress> known) {
    return new Endpoint(transport, host, port, path, known);
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

  /// Reads an address, with an optional scheme.
  ///
  /// In: `host`, `host:port`, `tcp://host:port`  Out: TCP; `tls://host:port`: TLS; `unix:/path`: a unix socket
  ///
  /// @param defaultPort 0 where a port must be written
  /// @throws IllegalArgumentException when the text is not an address; the message says what would be right
  public static Endpoint parse(String text, int defaultPort) {
    if (text.startsWith("unix:")) {
      String path = text.substring(text.startsWith("unix://") ? 7 : 5);
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("want unix: and an absolute path");
      }
      return new Endpoint(Transport.UNIX, "", 0, path);
    }
    int scheme = text.indexOf("://");
    String name = scheme < 0 ? "tcp" : text.substring(0, scheme);
    if (!name.equals("tcp") && !name.equals("tls")) {
      throw new IllegalArgumentException(
          "want host:port, tcp://host:port, tls://host:port or unix:/path");
    }
    InetSocketAddress address =
        HostPort.parse(text.substring(scheme < 0 ? 0 : scheme + 3), defaultPort);
    return name.equals("tls") ? tls(address) : tcp(address);
  }

  /// Returns the address as [#parse] reads it: `host:port`, `tls://host:port` or `unix:/path`.
  @Override
  public String toString() {
    String address = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    return switch (transport) {
      case TCP -> address;
      case TLS -> "tls://" + address;
      case UNIX -> "unix:" + path;
    };
  }
}
