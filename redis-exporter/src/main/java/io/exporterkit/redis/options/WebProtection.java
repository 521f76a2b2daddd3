package io.exporterkit.redis.options;

import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.tls.TlsContexts;
import io.exporterkit.web.BasicAuth;
import io.exporterkit.web.Protection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The flags that protect the listener, checked.
final class WebProtection {
  private static final String REALM = "redis-exporter, charset=UTF-8";

  private WebProtection() {}

  /// The protection of these values.
  ///
  /// @param warnings where goes what is ignored
  /// @throws IllegalArgumentException with one line that names the flag or variable and what would be right, and not the value
  static Protection of(OptionValues values, List<String> warnings) {
    return new Protection(tls(values, warnings), auth(values));
  }

  private static Optional<Protection.Tls> tls(OptionValues values, List<String> warnings) {
    String certificate = values.get(RedisOptions.TLS_SERVER_CERT_FILE);
    String key = values.get(RedisOptions.TLS_SERVER_KEY_FILE);
    if (certificate.isEmpty() != key.isEmpty()) {
      throw certificate.isEmpty()
          ? bad(values, RedisOptions.TLS_SERVER_KEY_FILE, "tls-server-cert-file is missing")
          : bad(values, RedisOptions.TLS_SERVER_CERT_FILE, "tls-server-key-file is missing");
    }
    if (certificate.isEmpty()) {
      for (Option<String> option :
          List.of(RedisOptions.TLS_SERVER_CA_CERT_FILE, RedisOptions.TLS_SERVER_MIN_VERSION)) {
        String value = values.get(option);
        if (!value.isEmpty() && !value.equals(option.defaultValue())) {
          warnings.add(values.complaint(option, "ignored without tls-server-cert-file"));
        }
      }
      return Optional.empty();
    }
    Path certificateFile =
        ExporterConfig.path(values, RedisOptions.TLS_SERVER_CERT_FILE).orElseThrow();
    Path keyFile = ExporterConfig.path(values, RedisOptions.TLS_SERVER_KEY_FILE).orElseThrow();
    Optional<Path> clients = ExporterConfig.path(values, RedisOptions.TLS_SERVER_CA_CERT_FILE);
    List<String> protocols = protocols(values, warnings);
    try {
      return Optional.of(
          new Protection.Tls(
              TlsContexts.server(certificateFile, keyFile, clients),
              protocols,
              clients.isPresent()));
    } catch (IOException e) {
      throw new IllegalArgumentException("TLS of the listener: " + e.getMessage(), e);
    }
  }

  /// In: `TLS1.2`   Out: `TLSv1.2`, `TLSv1.3`
  private static List<String> protocols(OptionValues values, List<String> warnings) {
    Option<String> option = RedisOptions.TLS_SERVER_MIN_VERSION;
    return switch (values.get(option).toUpperCase(Locale.ROOT)) {
      case "TLS1.3" -> List.of("TLSv1.3");
      case "TLS1.2" -> List.of("TLSv1.2", "TLSv1.3");
      case "TLS1.0", "TLS1.1" -> {
        warnings.add(values.complaint(option, "Java does not speak it any more; TLS1.2 is taken"));
        yield List.of("TLSv1.2", "TLSv1.3");
      }
      default -> throw bad(values, option, "want TLS1.0, TLS1.1, TLS1.2 or TLS1.3");
    };
  }

  private static Optional<BasicAuth> auth(OptionValues values) {
    String user = values.get(RedisOptions.BASIC_AUTH_USERNAME);
    String password = values.get(RedisOptions.BASIC_AUTH_PASSWORD);
    String hash = values.get(RedisOptions.BASIC_AUTH_HASH_PASSWORD);
    if (!password.isEmpty() && !hash.isEmpty()) {
      throw bad(values, RedisOptions.BASIC_AUTH_PASSWORD, "basic-auth-hash-password is given, too");
    }
    boolean withoutPassword = password.isEmpty() && hash.isEmpty();
    if (user.isEmpty() && withoutPassword) {
      return Optional.empty();
    }
    if (withoutPassword) {
      throw bad(
          values,
          RedisOptions.BASIC_AUTH_USERNAME,
          "a password is missing: want basic-auth-password or basic-auth-hash-password, too");
    }
    if (user.isEmpty()) {
      throw bad(
          values,
          password.isEmpty()
              ? RedisOptions.BASIC_AUTH_HASH_PASSWORD
              : RedisOptions.BASIC_AUTH_PASSWORD,
          "a user is missing: want basic-auth-username, too");
    }
    if (hash.isEmpty()) {
      return Optional.of(BasicAuth.plain(REALM, user, password));
    }
    try {
      return Optional.of(BasicAuth.hashed(REALM, user, hash));
    } catch (IllegalArgumentException e) {
      throw bad(values, RedisOptions.BASIC_AUTH_HASH_PASSWORD, String.valueOf(e.getMessage()));
    }
  }

  private static IllegalArgumentException bad(
      OptionValues values, Option<String> option, String reason) {
    return new IllegalArgumentException(values.complaint(option, reason));
  }
}
