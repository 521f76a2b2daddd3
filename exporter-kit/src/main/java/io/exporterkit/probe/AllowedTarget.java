package io.exporterkit.probe;

import io.exporterkit.net.Endpoint;
import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.net.Resolver;
import io.exporterkit.options.Parser;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An entry of a list of allowed targets: a host name, an address, a range of addresses or a unix socket, optionally
/// with a scheme and with ports. Immutable.
///
/// ```text
/// db1.example.org            *.example.org          *
/// 10.0.0.5    10.0.0.0/8     [fd00::1]:6379         [fd00::/8]:6379-6389
/// tls://db1.example.org:6380                        unix:/run/db.sock    unix:/run/*    unix:
/// ```
///
/// A name matches only the name that a request contains, whatever its addresses are. An address or range matches the
/// address that is dialled, whatever the request contains.
///
/// @param transport empty for TCP and TLS
/// @param name host name in lower case; with `*.` in front every name below it, `*` for every host; empty for a range
///     or a unix socket
/// @param range empty for a name or a unix socket
/// @param path of a unix socket; with `*` at the end every path that begins so; otherwise empty
public record AllowedTarget(
    Optional<Transport> transport,
    String name,
    Optional<AddressRange> range,
    int firstPort,
    int lastPort,
    String path) {
  private static final int LAST_PORT = 65535;
  private static final Pattern SCHEME = Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://.*");
  private static final Pattern HOST =
      Pattern.compile("(\\[(?<bracketed>[^\\]]*)]|(?<bare>[^:\\[\\]]*))(:(?<ports>.*))?");
  private static final Pattern NAME =
      Pattern.compile("\\*|(\\*\\.)?[\\p{L}\\p{N}_]([\\p{L}\\p{N}_.-]*[\\p{L}\\p{N}_])?\\.?");
  private static final Pattern PORTS =
      Pattern.compile("(?<first>[0-9]{1,5})(-(?<last>[0-9]{1,5}))?");
  private static final String WANT =
      "want a host, an address or a range such as 10.0.0.0/8, optionally with a scheme and :port, or unix:/path";

  /// Returns a parser of entries.
  ///
  /// @param schemes transport by scheme in lower case, such as `http` and `https`
  public static Parser<AllowedTarget> parser(Map<String, Transport> schemes) {
    Map<String, Transport> known = Map.copyOf(schemes);
    return Parser.of("target", text -> parse(text.strip(), known));
  }

  private static AllowedTarget parse(String text, Map<String, Transport> schemes) {
    if (text.startsWith("unix:")) {
      return unix(text.substring("unix:".length()).replaceFirst("^//", ""));
    }
    Matcher scheme = SCHEME.matcher(text);
    Optional<Transport> transport = Optional.empty();
    String rest = text;
    if (scheme.matches()) {
      String word = scheme.group("scheme").toLowerCase(Locale.ROOT);
      transport = Optional.ofNullable(schemes.get(word));
      if (transport.isEmpty()) {
        throw new IllegalArgumentException(
            "unknown scheme: want one of "
                + String.join(", ", schemes.keySet().stream().sorted().toList()));
      }
      rest = text.substring(word.length() + "://".length());
    }
    // An IPv6 address or range without a port needs no brackets.
    boolean isBareIpv6 = !rest.startsWith("[") && rest.indexOf(':') != rest.lastIndexOf(':');
    Matcher host = HOST.matcher(isBareIpv6 ? "[" + rest + "]" : rest);
    if (!host.matches()) {
      throw new IllegalArgumentException(WANT);
    }
    int[] ports = ports(host.group("ports"));
    if (host.group("bracketed") != null) {
      AddressRange range = AddressRange.parse(host.group("bracketed"));
      return new AllowedTarget(transport, "", Optional.of(range), ports[0], ports[1], "");
    }
    String bare = host.group("bare");
    if (bare.contains("/") || Resolver.looksLikeLiteral(bare)) {
      if (bare.isEmpty()) {
        throw new IllegalArgumentException(WANT);
      }
      Optional<AddressRange> range = Optional.of(AddressRange.parse(bare));
      return new AllowedTarget(transport, "", range, ports[0], ports[1], "");
    }
    if (!NAME.matcher(bare).matches()) {
      throw new IllegalArgumentException(WANT);
    }
    return new AllowedTarget(transport, normal(bare), Optional.empty(), ports[0], ports[1], "");
  }

  private static AllowedTarget unix(String path) {
    if (!path.isEmpty() && !path.startsWith("/") && !path.equals("*")) {
      throw new IllegalArgumentException("want unix: and an absolute path");
    }
    return new AllowedTarget(
        Optional.of(Transport.UNIX), "", Optional.empty(), 0, 0, path.isEmpty() ? "*" : path);
  }

  private static int[] ports(String text) {
    if (text == null || text.equals("*")) {
      return new int[] {1, LAST_PORT};
    }
    Matcher ports = PORTS.matcher(text);
    if (ports.matches()) {
      int first = Integer.parseInt(ports.group("first"));
      int last = ports.group("last") == null ? first : Integer.parseInt(ports.group("last"));
      if (first >= 1 && first <= last && last <= LAST_PORT) {
        return new int[] {first, last};
      }
    }
    throw new IllegalArgumentException("want a port or ports such as 6379-6389, from 1 to 65535");
  }

  /// Returns a host name in lower case and without the dot of the root.
  private static String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  boolean isRange() {
    return range.isPresent();
  }

  /// Whether the entry lists nothing but addresses that are refused unless they are listed.
  boolean isOfReservedAddresses() {
    return range.isPresent() && range.get().isReserved();
  }

  boolean matchesName(Endpoint endpoint) {
    String host = normal(endpoint.host());
    return name.equals("*")
        || (!name.isEmpty() && name.equals(host))
        || (name.startsWith("*.") && host.endsWith(name.substring(1)));
  }

  boolean contains(InetAddress address) {
    return range.isPresent() && range.get().contains(address);
  }

  boolean matchesTransport(Endpoint endpoint) {
    return transport.isEmpty() || transport.get() == endpoint.transport();
  }

  boolean matchesPort(Endpoint endpoint) {
    return endpoint.port() >= firstPort && endpoint.port() <= lastPort;
  }

  /// Whether this entry lists a unix socket. `..` in a path could lead out of a listed directory.
  boolean matchesPath(String socket) {
    boolean isOpenEnded = path.endsWith("*");
    return isOpenEnded
        ? socket.startsWith(path.substring(0, path.length() - 1))
            && !("/" + socket + "/").contains("/../")
        : !path.isEmpty() && path.equals(socket);
  }
}
