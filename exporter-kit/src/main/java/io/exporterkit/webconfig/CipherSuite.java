package io.exporterkit.webconfig;

import java.util.List;

/// A cipher suite, whose name is the same for Go, Java and
/// [IANA](https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml).
record CipherSuite(String name) {
  /// The suites of TLS 1.3.
  static final List<String> TLS13 =
      List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256");

  // Those of Go's tls.CipherSuites(), from Go 1.22 on.
  private static final List<String> UP_TO_TLS12 =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

  static CipherSuite of(String name) {
    if (!TLS13.contains(name) && !UP_TO_TLS12.contains(name)) {
      throw new IllegalArgumentException(
          "an unknown or insecure cipher suite: want names of Go's tls.CipherSuites(), as in "
              + UP_TO_TLS12.get(6));
    }
    return new CipherSuite(name);
  }

  /// Checks that a list has a suite for the versions of TLS. The suites of TLS 1.3 are always enabled.
  ///
  /// @throws IllegalArgumentException as the constructor of a record of a file does
  static void check(List<CipherSuite> suites, TlsVersion most) {
    boolean hasNone = suites.stream().allMatch(suite -> TLS13.contains(suite.name));
    if (!suites.isEmpty() && hasNone && most == TlsVersion.TLS12) {
      throw new IllegalArgumentException(
          "cipher_suites: none is for TLS 1.2, and max_version excludes TLS 1.3: want one as "
              + UP_TO_TLS12.get(6));
    }
  }
}
