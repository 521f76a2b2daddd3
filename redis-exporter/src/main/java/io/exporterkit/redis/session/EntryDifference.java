package io.exporterkit.redis.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The differences between the name of an entry in the password file and the name that is looked up.
final class EntryDifference {
  private EntryDifference() {}

  /// In: `redis://h:6379` and the entry `redis://app@h:6379/`
  /// Out: `has a user in front of the host, and a slash at the end`
  ///
  /// @return empty where the entry belongs to another server
  static String of(String wanted, String entry) {
    Parts want = Parts.of(wanted);
    Parts have = Parts.of(entry);
    if (!bare(want.host).equals(bare(have.host))) {
      return "";
    }
    List<String> kinds = new ArrayList<>();
    if (have.scheme.isEmpty()) {
      kinds.add("has no scheme: want " + want.scheme + "://");
    } else if (!have.scheme.equals(want.scheme)) {
      kinds.add(
          have.scheme.equalsIgnoreCase(want.scheme)
              ? "has a scheme in another case"
              : "has another scheme: want " + want.scheme + "://");
    }
    if (!have.user.equals(want.user)) {
      kinds.add(user(want.user, have.user));
    }
    if (!have.host.equals(want.host)) {
      kinds.add(
          have.host.equalsIgnoreCase(want.host)
              ? "has the host in another case"
              : have.host.length() > want.host.length()
                  ? "has the port that is left out in the target"
                  : "has no port");
    }
    if (!have.path.equals(want.path)) {
      kinds.add(path(want.path, have.path));
    }
    return String.join(", and ", kinds);
  }

  private static String user(String want, String have) {
    if (have.isEmpty()) {
      return "has no user in front of the host";
    }
    if (have.indexOf(':') >= 0) {
      return "has a password in front of the host";
    }
    return want.isEmpty()
        ? "has a user in front of the host, but none is set"
        : want.equalsIgnoreCase(have)
            ? "has the user in another case"
            : "has another user in front of the host";
  }

  private static String path(String want, String have) {
    return switch (have) {
      case "" -> "has nothing behind the host, where the target has a slash or a database";
      case "/" -> "has a slash at the end";
      case "/0" -> "has /0 at the end";
      default -> want.isEmpty() ? "has a path at the end" : "has another path at the end";
    };
  }

  /// Returns the host in lower case, without the default port.
  private static String bare(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(":6379") ? lower.substring(0, lower.length() - 5) : lower;
  }

  /// @param host with the port
  private record Parts(String scheme, String user, String host, String path) {
    static Parts of(String uri) {
      int colon = uri.indexOf("://");
      String scheme = colon < 0 ? "" : uri.substring(0, colon);
      String rest = uri.substring(colon < 0 ? 0 : colon + 3).strip();
      if (scheme.equalsIgnoreCase("unix")) { // a path in place of the host
        return new Parts(scheme, "", rest.substring(rest.lastIndexOf('@') + 1), "");
      }
      int slash = rest.indexOf('/', rest.lastIndexOf('@') + 1);
      String authority = slash < 0 ? rest : rest.substring(0, slash);
      int at = authority.lastIndexOf('@');
      return new Parts(
          scheme,
          at < 0 ? "" : authority.substring(0, at),
          authority.substring(at + 1),
          slash < 0 ? "" : rest.substring(slash));
    }
  }
}
