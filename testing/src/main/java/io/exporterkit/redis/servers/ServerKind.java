package io.exporterkit.redis.servers;

import java.nio.file.Path;

/// The servers of the Redis family that tests run.
public enum ServerKind {
  /// The static 7.0.15 from the jar org.signal:embedded-redis, which needs no installation.
  REDIS_EMBEDDED("redis-embedded", "7.0"),
  REDIS_6_0("redis-6.0", "6.0"),
  REDIS_7_0("redis-7.0", "7.0"),
  REDIS_8_0("redis-8.0", "8.0"),
  VALKEY_8_0("valkey-8.0", "8.0"),
  VALKEY_8_1("valkey-8.1", "8.1"),
  VALKEY_9_1("valkey-9.1", "9.1"),
  REDICT_7_3("redict-7.3", "7.3");

  private final String label;
  private final String version;

  ServerKind(String label, String version) {
    this.label = label;
    this.version = version;
  }

  /// Returns the name under `.servers/` and of the server's captures: `valkey-8.1`.
  public String label() {
    return label;
  }

  /// Returns the first two numbers of the version: `8.1`.
  public String version() {
    return version;
  }

  /// Returns the server's program.
  ///
  /// @throws IllegalStateException when it is not installed; the text says how to install it
  Path program() {
    if (this == REDIS_EMBEDDED) {
      return Installed.embedded();
    }
    return Installed.program(label, label.substring(0, label.indexOf('-')) + "-server");
  }

  @Override
  public String toString() {
    return label;
  }
}
