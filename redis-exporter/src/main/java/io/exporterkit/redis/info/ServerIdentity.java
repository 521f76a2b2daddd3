package io.exporterkit.redis.info;

import io.exporterkit.text.GoFloat;

/// Which server answers, as its INFO says. A change of any part means another server.
///
/// @param runId a number that each start of a server chooses
/// @param redisVersion of Redis, or the one that a relative claims to be compatible with
/// @param valkeyVersion empty for what is no Valkey
/// @param mode `standalone`, `cluster` or `sentinel`
/// @param isClusterNode whether the server runs in cluster mode
/// @param isOtherImplementation whether it is one with code of its own (Dragonfly, Kvrocks), in which single commands differ whatever
///     version it claims to be
public record ServerIdentity(
    String runId,
    String redisVersion,
    String valkeyVersion,
    String mode,
    boolean isClusterNode,
    boolean isOtherImplementation) {
  /// A server of which nothing is known.
  public static final ServerIdentity UNKNOWN = new ServerIdentity("", "", "", "", false, false);

  /// Returns who answered INFO like this.
  public static ServerIdentity of(Info info) {
    return new ServerIdentity(
        info.getOrEmpty("run_id"),
        info.getOrEmpty("redis_version"),
        info.getOrEmpty("valkey_version"),
        mode(info),
        info.getOrEmpty("cluster_enabled").equals("1"),
        info.get("dragonfly_version") != null || info.get("kvrocks_version") != null);
  }

  /// The mode in INFO; Valkey may call the field `server_mode`.
  public static String mode(Info info) {
    String mode = info.get("redis_mode");
    return mode == null ? info.getOrEmpty("server_mode") : mode;
  }

  public boolean isSentinel() {
    return mode.equals("sentinel");
  }

  public boolean isValkey() {
    return !valkeyVersion.isEmpty();
  }

  /// Whether the server is, or claims to be compatible with, this version of Redis or a later one.
  public boolean isAtLeast(int major, int minor) {
    return isAtLeast(redisVersion, major, minor);
  }

  /// Whether the server is this version of Valkey or a later one.
  public boolean isValkeyAtLeast(int major, int minor) {
    return isAtLeast(valkeyVersion, major, minor);
  }

  private static boolean isAtLeast(String version, int major, int minor) {
    String[] parts = version.split("\\.", 3);
    double first = GoFloat.parseOrNone(parts[0]);
    double second = parts.length > 1 ? GoFloat.parseOrNone(parts[1]) : 0;
    return first > major || (first == major && second >= minor);
  }
}
