package io.exporterkit.webconfig;

import io.exporterkit.config.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The settings of HTTPS. An empty text counts as absent.
///
/// @param cert certificate and chain in PEM form
/// @param key private key in PEM form
/// @param clientCa authorities for the certificates of clients, in PEM form
/// @param clientAllowedSans present, even when empty, if certificates of clients need one of these names
record TlsServerConfig(
    String cert,
    Secret key,
    String clientCa,
    Optional<Path> certFile,
    Optional<Path> keyFile,
    ClientAuthType clientAuthType,
    Optional<Path> clientCaFile,
    Optional<List<String>> clientAllowedSans,
    TlsVersion minVersion,
    TlsVersion maxVersion,
    List<CipherSuite> cipherSuites,
    boolean preferServerCipherSuites,
    List<Curve> curvePreferences) {
  static TlsServerConfig defaults() {
    return new TlsServerConfig(
        "",
        new Secret(""),
        "",
        Optional.empty(),
        Optional.empty(),
        ClientAuthType.UNSET,
        Optional.empty(),
        Optional.empty(),
        TlsVersion.TLS12,
        TlsVersion.TLS13,
        List.of(),
        true,
        List.of());
  }

  TlsServerConfig {
    refuseBoth(!cert.isEmpty(), certFile, "cert");
    refuseBoth(!key.value().isEmpty(), keyFile, "key");
    refuseBoth(!clientCa.isEmpty(), clientCaFile, "client_ca");
    boolean hasAuthorities = !clientCa.isEmpty() || clientCaFile.isPresent();
    boolean hasCertificate = !cert.isEmpty() || certFile.isPresent();
    boolean hasKey = !key.value().isEmpty() || keyFile.isPresent();
    if (hasCertificate || hasKey || hasAuthorities || clientAuthType != ClientAuthType.UNSET) {
      if (!hasCertificate) {
        throw new IllegalArgumentException("a certificate is missing: want cert or cert_file");
      }
      if (!hasKey) {
        throw new IllegalArgumentException("a private key is missing: want key or key_file");
      }
      clientAuthType.check(hasAuthorities, clientCaFile.isPresent(), clientAllowedSans.isPresent());
      minVersion.checkMost(maxVersion);
      CipherSuite.check(cipherSuites, maxVersion);
    }
  }

  private static void refuseBoth(boolean inline, Optional<Path> file, String key) {
    if (inline && file.isPresent()) {
      throw new IllegalArgumentException(
          key + "_file: " + key + " is set, too: want one of " + key + " and " + key + "_file");
    }
  }

  /// Whether HTTPS is switched on. The constructor has checked that certificate and key are present then.
  boolean isEnabled() {
    return !cert.isEmpty() || certFile.isPresent();
  }

  /// Whether there are settings although HTTPS is not switched on.
  boolean isIgnored() {
    return !isEnabled() && !equals(defaults());
  }

  /// Returns the files that are present.
  List<Path> files() {
    return Stream.of(certFile, keyFile, clientCaFile).flatMap(Optional::stream).toList();
  }
}
