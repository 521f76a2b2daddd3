package io.exporterkit.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/// Plain requests to a port of this machine.
final class Http {
  private Http() {}

  /// Returns the body of a response with the status 200.
  static String get(int port, String path) {
    try (var body = URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
      return new String(body.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
