package io.exporterkit.webconfig;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The settings of HTTP.
///
/// @param http2 accepted, and without effect: the server speaks HTTP/1.1
/// @param headers of every response, by name; an empty value sets none
record HttpServerConfig(boolean http2, Map<String, String> headers) {
  private static final Map<String, List<String>> ALLOWED = allowed();

  private static Map<String, List<String>> allowed() {
    Map<String, List<String>> allowed = new LinkedHashMap<>();
    allowed.put("Content-Security-Policy", List.of());
    allowed.put("X-Frame-Options", List.of("deny", "sameorigin"));
    allowed.put("X-Content-Type-Options", List.of("nosniff"));
    allowed.put("X-XSS-Protection", List.of());
    allowed.put("Strict-Transport-Security", List.of());
    return allowed;
  }

  static HttpServerConfig defaults() {
    return new HttpServerConfig(true, Map.of());
  }

  HttpServerConfig {
    headers.forEach(HttpServerConfig::check);
  }

  private static void check(String name, String value) {
    List<String> values = ALLOWED.get(name);
    if (values == null) {
      throw new IllegalArgumentException(
          "headers: one that cannot be set: want Content-Security-Policy, X-Frame-Options, X-Content-Type-Options, X-XSS-Protection or Strict-Transport-Security");
    }
    if (!value.isEmpty() && !values.isEmpty() && !values.contains(value)) {
      throw new IllegalArgumentException(
          "headers: an unknown value of " + name + ": want " + String.join(" or ", values));
    }
    if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c > '~')) {
      throw new IllegalArgumentException("headers: " + name + ": want printable ASCII on one line");
    }
  }

  /// Returns the headers that have a value.
  Map<String, String> sent() {
    Map<String, String> sent = new LinkedHashMap<>(headers);
    sent.values().removeIf(String::isEmpty);
    return sent;
  }
}
