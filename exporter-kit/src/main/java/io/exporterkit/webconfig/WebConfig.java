package io.exporterkit.webconfig;

import io.exporterkit.config.Secret;
import io.exporterkit.web.BasicAuth;
import java.time.Duration;
import java.util.Map;

/// A web configuration file.
///
/// @param basicAuthUsers bcrypt hashes by user; empty when no password is needed
record WebConfig(
    TlsServerConfig tlsServerConfig,
    HttpServerConfig httpServerConfig,
    RateLimitConfig rateLimit,
    Map<String, Hash> basicAuthUsers) {
  static WebConfig defaults() {
    return new WebConfig(
        TlsServerConfig.defaults(),
        HttpServerConfig.defaults(),
        RateLimitConfig.defaults(),
        Map.of());
  }

  WebConfig {
    if (basicAuthUsers.keySet().stream().anyMatch(user -> user.contains(":"))) {
      throw new IllegalArgumentException(
          "basic_auth_users: a user with a colon, which HTTP does not allow: want a name without it");
    }
  }

  /// A bcrypt hash of a password.
  record Hash(Secret text) {
    static Hash of(String text) {
      return new Hash(new Secret(BasicAuth.requireHash(text)));
    }
  }

  /// The limit on the rate of requests, which an interval of 0 switches off.
  ///
  /// @param interval time between two requests
  /// @param burst requests that may arrive at once
  record RateLimitConfig(Duration interval, int burst) {
    static RateLimitConfig defaults() {
      return new RateLimitConfig(Duration.ZERO, 0);
    }

    RateLimitConfig {
      if (interval.isNegative()) {
        throw new IllegalArgumentException("interval: it is negative: want 0 or more");
      }
      if (interval.compareTo(Duration.ofDays(36_500)) > 0) {
        throw new IllegalArgumentException("interval: it is too long: want at most 876000h");
      }
      if (burst < 0) {
        throw new IllegalArgumentException("burst: it is negative: want 1 or more");
      }
      if (burst == 0 && interval.isPositive()) {
        throw new IllegalArgumentException(
            "burst: without it every request would be answered 429: want 1 or more");
      }
    }
  }
}
