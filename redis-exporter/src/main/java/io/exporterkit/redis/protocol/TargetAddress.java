package io.exporterkit.redis.protocol;

import io.exporterkit.net.Endpoint;
import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.text.PercentEncoding;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The address of a target: transport, host and port (or socket path), database, and the credentials of its URI.
/// Immutable.
///
/// @param host empty for a unix socket
/// @param port 0 for a unix socket
/// @param path of a unix socket, else empty
/// @param database number for SELECT; 0 needs no SELECT
/// @param user from the URI; empty for none
/// @param password from the URI; empty for none
public record TargetAddress(
    Transport transport,
    String host,
    int port,
    String path,
    int database,
    String user,
    String password) {
  // Written out, because the methods that the compiler adds to a record are linked at run time.
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof TargetAddress other
        && transport == other.transport
        && host.equals(other.host)
        && port == other.port
        && path.equals(other.path)
        && database == other.database
        && user.equals(other.user)
        && password.equals(other.password);
  }

  @Override
  public int hashCode() {
    return 31
            * (31
                    * (31 * (31 * (31 * transport.hashCode() + host.hashCode()) + port)
                        + path.hashCode())
                + user.hashCode())
        + password.hashCode();
  }

  /// The source of a URI, which decides the meaning of its credentials.
  public enum Origin {
    /// The redis.addr flag: a single name before the `@` is the password, as in redis-cli.
    FLAG,
    /// The target parameter of a request: a single name before the `@` is the user, and a password is dropped.
    REQUEST
  }

  /// The result of parsing a text.
  public sealed interface Parsed {
    /// An address.
    record Valid(TargetAddress address) implements Parsed {}

    /// A URI that is not the address of a Redis server.
    record Unusable(String reason) implements Parsed {}

    /// A text that is not a URI.
    record Malformed(String reason) implements Parsed {}
  }

  private static final int DEFAULT_PORT = 6379;

  /// Parses an address: `host`, `host:port`, `host:port/2`, `redis://user:password@host:port/2`, `[::1]:6379`. Schemes
  /// are redis, valkey, tcp, rediss, valkeys and unix; the default host is localhost, the default port 6379. A text is
  /// a URI when Go's `url.Parse` accepts it. Reasons contain no part of the text except a well-known scheme, because
  /// the rest may be a secret. Never throws.
  public static Parsed parse(String text, Origin origin) {
    String uri = text.contains("://") ? text : "redis://" + text;
    try {
      Parsed parsed = parseUri(uri, origin);
      if (parsed instanceof Parsed.Unusable(String reason)) {
        return new Parsed.Unusable(AddressMistake.of(text, reason));
      }
      if (parsed instanceof Parsed.Valid && AddressMistake.isInCredentials(text)) {
        return new Parsed.Unusable(AddressMistake.SEVERAL);
      }
      return parsed;
    } catch (IllegalArgumentException e) {
      return new Parsed.Malformed(AddressMistake.of(text, String.valueOf(e.getMessage())));
    }
  }

  private static Parsed parseUri(String uri, Origin origin) {
    for (int i = 0; i < uri.length(); i++) {
      if (uri.charAt(i) < ' ' || uri.charAt(i) == 0x7f) {
        throw new IllegalArgumentException("it contains a control character");
      }
    }
    int hash = uri.indexOf('#');
    String whole = hash < 0 ? uri : uri.substring(0, hash);
    int colon = whole.indexOf("://");
    String scheme = whole.substring(0, colon).toLowerCase(Locale.ROOT);
    checkScheme(scheme);
    String rest = whole.substring(colon + 3);
    int question = rest.indexOf('?');
    rest = question < 0 ? rest : rest.substring(0, question);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "" : PercentEncoding.decode(rest.substring(slash));
    boolean unix = scheme.equals("unix");
    if (uri.lastIndexOf('@') > colon + 3 + (unix ? rest.length() : authority.length())) {
      return new Parsed.Unusable(
          "an @ follows the host: write /, ? and # of a password as %2F, %3F and %23");
    }

    int at = authority.lastIndexOf('@');
    String userInfo = at < 0 ? "" : authority.substring(0, at);
    int userEnd = userInfo.indexOf(':');
    String user = PercentEncoding.decode(userEnd < 0 ? userInfo : userInfo.substring(0, userEnd));
    String password = userEnd < 0 ? "" : PercentEncoding.decode(userInfo.substring(userEnd + 1));
    if (origin == Origin.REQUEST) {
      password = "";
    } else if (userEnd < 0) {
      password = user;
      user = "";
    }
    HostPort where = HostPort.parse(authority.substring(at + 1));
    return switch (scheme) {
      case "redis", "valkey", "tcp" -> network(Transport.TCP, where, path, user, password);
      case "rediss", "valkeys" -> network(Transport.TLS, where, path, user, password);
      case "unix" ->
          path.isEmpty()
              ? new Parsed.Unusable("the path of the socket is missing")
              : new Parsed.Valid(new TargetAddress(Transport.UNIX, "", 0, path, 0, user, password));
      case "http", "https" -> new Parsed.Unusable("unknown scheme " + scheme);
      default ->
          new Parsed.Unusable("unknown scheme: want redis, rediss, valkey, valkeys, tcp or unix");
    };
  }

  private static Parsed network(
      Transport transport, HostPort where, String path, String user, String password) {
    int database = database(path);
    if (database < 0) {
      return new Parsed.Unusable("no database number in the path: want /N or nothing");
    }
    if (!isHost(where.host)) {
      return new Parsed.Unusable(
          where.host.indexOf(':') < 0
              ? "the host contains a character that is not allowed in host names"
              : "more than one port, or an IPv6 address without brackets");
    }
    String host = where.host.isEmpty() ? "localhost" : where.host;
    int port = where.port < 0 ? DEFAULT_PORT : where.port;
    if (port == 0 || port > 65535) {
      return new Parsed.Unusable("port out of range");
    }
    return new Parsed.Valid(new TargetAddress(transport, host, port, "", database, user, password));
  }

  /// Whether a text is a host name, an IPv4 or IPv6 address, or empty.
  private static boolean isHost(String host) {
    boolean colons = host.indexOf(':') >= 0;
    if (colons && !host.contains("::") && host.chars().filter(c -> c == ':').count() != 7) {
      return false;
    }
    int zone = colons ? host.indexOf('%') : -1;
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean inZone = zone >= 0 && i >= zone;
      boolean good =
          (colons && !inZone)
              ? Character.digit(c, 16) >= 0 || c == ':' || c == '.'
              : Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0 || i == zone || c > 0x7f;
      if (!good) {
        return false;
      }
    }
    return true;
  }

  /// Returns the number after the slash; 0 for none, -1 for a text that is not a number.
  private static int database(String path) {
    if (path.isEmpty() || path.equals("/")) {
      return 0;
    }
    for (int i = 1; i < path.length(); i++) {
      if (path.charAt(i) < '0' || path.charAt(i) > '9') {
        return -1;
      }
    }
    return path.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(path.substring(1));
  }

  private static void checkScheme(String scheme) {
    boolean good = !scheme.isEmpty() && scheme.charAt(0) >= 'a' && scheme.charAt(0) <= 'z';
    for (int i = 0; good && i < scheme.length(); i++) {
      char c = scheme.charAt(i);
      good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "+-.".indexOf(c) >= 0;
    }
    if (!good) {
      throw new IllegalArgumentException("no scheme before ://");
    }
  }

  /// Returns the address of another server, with the same database and transport and without credentials. TCP replaces
  /// a unix socket.
  ///
  /// @param tls whether the other server is reached with TLS whatever the transport of this address
  public TargetAddress at(String otherHost, int otherPort, boolean tls) {
    boolean secure = tls || transport == Transport.TLS;
    return new TargetAddress(
        secure ? Transport.TLS : Transport.TCP, otherHost, otherPort, "", database, "", "");
  }

  /// Returns the host of other servers on the same machine: `localhost` for a unix socket.
  public String hostOfNeighbours() {
    return transport == Transport.UNIX ? "localhost" : host;
  }

  /// Returns the address of the socket on which the server listens.
  public Endpoint endpoint() {
    return new Endpoint(transport, host, port, path);
  }

  /// Returns the same address with the database 0.
  public TargetAddress withoutDatabase() {
    return new TargetAddress(transport, host, port, path, 0, user, password);
  }

  /// Returns the same address without the credentials of the URI.
  public TargetAddress withoutCredentials() {
    return new TargetAddress(transport, host, port, path, database, "", "");
  }

  /// Whether two addresses lead to the same server, whatever their databases and credentials.
  public boolean isSameServer(TargetAddress other) {
    return transport == other.transport
        && host.equals(other.host)
        && port == other.port
        && path.equals(other.path);
  }

  /// Returns the address without credentials, for labels and log lines: `redis://h:6379/2`.
  public String display() {
    String scheme =
        switch (transport) {
          case TCP -> "redis://";
          case TLS -> "rediss://";
          case UNIX -> "unix://";
        };
    if (transport == Transport.UNIX) {
      return scheme + path;
    }
    String name = host.contains(":") ? "[" + host + "]" : host;
    return scheme + name + ":" + port + (database == 0 ? "" : "/" + database);
  }

  /// Returns the same text as [#display], so that no secret is ever printed.
  @Override
  public String toString() {
    return display();
  }

  /// @param port -1 for none
  private record HostPort(String host, int port) {
    static HostPort parse(String text) {
      int portAt;
      String host;
      if (text.startsWith("[")) {
        int close = text.lastIndexOf(']');
        if (close < 0) {
          throw new IllegalArgumentException("missing ']' in the host");
        }
        host = text.substring(1, close);
        host = host.contains(":") ? host : text.substring(0, close + 1); // which is no host
        portAt = close + 1;
      } else {
        int colon = text.lastIndexOf(':');
        portAt = colon < 0 ? text.length() : colon;
        host = text.substring(0, portAt);
        checkEscapes(host);
      }
      checkHost(host);
      return new HostPort(PercentEncoding.decode(host), port(text.substring(portAt)));
    }

    private static int port(String text) {
      if (text.isEmpty() || text.equals(":")) {
        return -1;
      }
      for (int i = 1; i < text.length(); i++) {
        if (text.charAt(i) < '0' || text.charAt(i) > '9') {
          throw new IllegalArgumentException("the port is not a number");
        }
      }
      if (text.charAt(0) != ':') {
        throw new IllegalArgumentException("something between host and port");
      }
      return text.length() > 7 ? Integer.MAX_VALUE : Integer.parseInt(text.substring(1));
    }

    /// Throws IllegalArgumentException for an escaped ASCII character in a host name. Only the percent sign itself may
    /// be escaped.
    private static void checkEscapes(String host) {
      for (int at = host.indexOf('%'); at >= 0; at = host.indexOf('%', at + 1)) {
        boolean ascii = at + 1 < host.length() && Character.digit(host.charAt(at + 1), 16) < 8;
        if (ascii && !host.startsWith("%25", at)) {
          throw new IllegalArgumentException("an escape in the host that is not allowed");
        }
      }
    }

    private static void checkHost(String host) {
      for (int i = 0; i < host.length(); i++) {
        char c = host.charAt(i);
        if (c < 0x80 && !Character.isLetterOrDigit(c) && "-_.~!$&'()*+,;=:[]<>\"%".indexOf(c) < 0) {
          throw new IllegalArgumentException("a character in the host that is not allowed");
        }
      }
    }
  }
}
