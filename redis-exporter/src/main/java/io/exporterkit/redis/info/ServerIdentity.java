package io.exporterkit.redis.info;

import io.exporterkit.text.GoFloat;
import org.jspecify.annotations.Nullable;

/// The server that answers, as its INFO describes it. A change of any component means that another server answers.
/// Immutable.
///
/// @param runId random id that the server chooses at each start
/// @param redisVersion version of Redis, or the version with which another server claims to be compatible
/// @param valkeyVersion empty for servers other than Valkey
/// @param mode `standalone`, `cluster` or `sentinel`
/// @param isClusterNode whether the server runs in cluster mode
/// @param isOtherImplementation whether the server does not share the code of Redis (Dragonfly, Kvrocks), so that
/// single commands differ whatever its version
public record ServerIdentity(
    String runId,
    String redisVersion,
    String valkeyVersion,
    String mode,
    boolean isClusterNode,
    boolean isOtherImplementation) {
  /// The identity before the first INFO.
  public static final ServerIdentity UNKNOWN = new ServerIdentity("", "", "", "", false, false);

  // Written out, because the methods that the compiler adds to a record are linked at run time.
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof ServerIdentity other
        && runId.equals(other.runId)
        && redisVersion.equals(other.redisVersion)
        && valkeyVersion.equals(other.valkeyVersion)
        && mode.equals(other.mode)
        && isClusterNode == other.isClusterNode
        && isOtherImplementation == other.isOtherImplementation;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * runId.hashCode() + redisVersion.hashCode()) + valkeyVersion.hashCode())
        + mode.hashCode();
  }

  /// Returns the identity of the server that sent this INFO.
  public static ServerIdentity of(Info info) {
    return new ServerIdentity(
        info.getOrEmpty("run_id"),
        info.getOrEmpty("redis_version"),
        info.getOrEmpty("valkey_version"),
        mode(info),
        info.getOrEmpty("cluster_enabled").equals("1"),
        info.get("dragonfly_version") != null || info.get("kvrocks_version") != null);
  }

  /// Returns the mode in INFO, a field that Valkey may call `server_mode`.
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
