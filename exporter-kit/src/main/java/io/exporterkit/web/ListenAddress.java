package io.exporterkit.web;

import java.net.InetSocketAddress;

/// The address that a server listens on: `host:port`, `[::1]:port`, or `:port` for every interface. Immutable.
///
/// @param host empty for every interface
/// @param port 0 for any free port
public record ListenAddress(String host, int port) {
  /// Parses an address as written in a flag. Does not look up the host.
  ///
  /// @throws IllegalArgumentException when the address is malformed; the message says what would be right, and does not
  ///     quote the text
  public static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    if (colon < 0 || (host.contains(":") && !(host.startsWith("[") && host.endsWith("]")))) {
      throw new IllegalArgumentException(
          "not a listen address: want host:port, [IPv6]:port or :port");
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return new ListenAddress(host, port(text.substring(colon + 1)));
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

  InetSocketAddress socketAddress() {
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
