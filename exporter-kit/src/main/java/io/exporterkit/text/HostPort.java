package io.exporterkit.text;

import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/// The text form of a host with a port.
public final class HostPort {
  private static final Pattern HOST = Pattern.compile("[^\\s/@\\[\\]]+");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  private HostPort() {}

  /// Reads `host:port`, `[::1]:port`, or a host alone.
  ///
  /// @param defaultPort port of a host alone; 0 where a port must be written
  /// @return an unresolved address
  /// @throws IllegalArgumentException when the text is not an address; the message says what would be right and does
  ///     not quote the text
  public static InetSocketAddress parse(String text, int defaultPort) {
    int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
    boolean isBareIpv6 = bracket < 0 && text.indexOf(':') != text.lastIndexOf(':');
    int end = isBareIpv6 ? text.length() : bracket > 0 ? bracket + 1 : endOfHost(text);
    String host = bracket > 0 ? text.substring(1, bracket) : text.substring(0, end);
    String rest = text.substring(end);
    int port = rest.isEmpty() ? defaultPort : rest.startsWith(":") ? port(rest.substring(1)) : -1;
    if (port < 1 || !HOST.matcher(host).matches()) {
      String want = defaultPort == 0 ? "want host:port" : "want host or host:port";
      throw new IllegalArgumentException(want + ", with a port from 1 to 65535");
    }
    return InetSocketAddress.createUnresolved(host, port);
  }

  private static int endOfHost(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? text.length() : colon;
  }

  private static int port(String text) {
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : -1;
    return port <= 65535 ? port : -1;
  }
}
