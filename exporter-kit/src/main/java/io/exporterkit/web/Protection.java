package io.exporterkit.web;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// The protection of a server: HTTPS, users, headers and a limit on the rate of requests. Paths that are open need no
/// password and are not limited. Immutable, except for the tokens of the limit.
///
/// @param tls empty for plain HTTP
/// @param auth empty when no password is needed
/// @param headers of every response, by name
/// @param rateLimit empty when requests are not limited
public record Protection(
    Optional<Tls> tls,
    Optional<BasicAuth> auth,
    Map<String, String> headers,
    Optional<RateLimit> rateLimit) {
  /// Plain HTTP without a password.
  public static final Protection NONE = new Protection(Optional.empty(), Optional.empty());

  public Protection {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /// Makes a protection without headers and without a limit.
  public Protection(Optional<Tls> tls, Optional<BasicAuth> auth) {
    this(tls, auth, Map.of(), Optional.empty());
  }

  /// Whether a client is asked for a certificate.
  public enum ClientCertificate {
    /// Not asked.
    NONE,
    /// Asked; a client without a certificate may connect.
    REQUESTED,
    /// Asked; a client without a certificate may not connect.
    REQUIRED
  }

  /// The settings of HTTPS.
  ///
  /// @param context see [io.exporterkit.tls.TlsContexts#server]
  /// @param protocols enabled protocols, as the JDK names them: `TLSv1.2`, `TLSv1.3`
  /// @param cipherSuites enabled cipher suites by preference, as the JDK names them; empty for those of the JDK
  /// @param namedGroups groups of the key exchange by preference, as the JDK names them: `x25519`, `secp256r1`; empty
  ///     for those of the JDK
  /// @param prefersOwnOrder whether the order of this server's cipher suites counts, and not that of the client
  public record Tls(
      SSLContext context,
      List<String> protocols,
      List<String> cipherSuites,
      List<String> namedGroups,
      boolean prefersOwnOrder,
      ClientCertificate clientCertificate) {
    public Tls {
      protocols = List.copyOf(protocols);
      cipherSuites = List.copyOf(cipherSuites);
      namedGroups = List.copyOf(namedGroups);
    }

    /// Makes settings with the cipher suites and groups of the JDK.
    ///
    /// @param clientCertificates whether clients must present a certificate
    public Tls(SSLContext context, List<String> protocols, boolean clientCertificates) {
      this(
          context,
          protocols,
          List.of(),
          List.of(),
          true,
          clientCertificates ? ClientCertificate.REQUIRED : ClientCertificate.NONE);
    }
  }
}
