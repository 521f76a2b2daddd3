package io.exporterkit.web;

import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The address that a server listens on. Immutable.
public sealed interface ListenAddress {
  /// A host and a port.
  ///
  /// @param host empty for every interface
  /// @param port 0 for any free port
  record Tcp(String host, int port) implements ListenAddress {
    InetSocketAddress socketAddress() {
      return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /// A unix socket, which the server creates, and deletes at its end.
  ///
  /// @param path absolute
  record Unix(Path path) implements ListenAddress {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /// The listening socket that the process got as its standard input, from systemd or inetd.
  record Inherited() implements ListenAddress {
    @Override
    public String toString() {
      return "the socket of the standard input";
    }
  }

  /// Parses an address as written in a flag: `host:port`, `[::1]:port`, `:port` for every interface, or `unix:/path`.
  /// Does not look up the host.
  ///
  /// @throws IllegalArgumentException when the address is malformed; the message says what would be right, and does not
  ///     quote the text
  static ListenAddress parse(String text) {
    if (text.startsWith("unix:")) {
      return unix(text.substring("unix:".length()));
    }
    if (text.startsWith("vsock:")) {
      throw new IllegalArgumentException(
          "vsock is not supported: want host:port, [IPv6]:port, :port or unix:/path");
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    if (colon < 0 || (host.contains(":") && !(host.startsWith("[") && host.endsWith("]")))) {
      throw new IllegalArgumentException(
          "not a listen address: want host:port, [IPv6]:port, :port or unix:/path");
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return new Tcp(host, port(text.substring(colon + 1)));
  }

  private static Unix unix(String path) {
    try {
      if (path.startsWith("/") && path.length() > 1 && !path.endsWith("/")) {
        return new Unix(Path.of(path).normalize());
      }
    } catch (InvalidPathException _) {
      // refused below
    }
    throw new IllegalArgumentException(
        "not a listen address: want unix: and an absolute path, as in unix:/run/exporter.sock");
  }

  private static int port(String digits) {
    int port = digits.isEmpty() || digits.length() > 5 ? -1 : 0;
    for (int i = 0; i < digits.length() && port >= 0; i++) {
      char c = digits.charAt(i);
      port = c >= '0' && c <= '9' ? port * 10 + (c - '0') : -1;
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "not a listen address: the port must be a number from 0 to 65535");
    }
    return port;
  }
}
