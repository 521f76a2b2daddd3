package io.exporterkit.web;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// The protection of a server: HTTPS, and a user with a password for every path that is not open. Immutable.
///
/// @param tls empty for plain HTTP
/// @param auth empty when no password is needed
public record Protection(Optional<Tls> tls, Optional<BasicAuth> auth) {
  /// Plain HTTP without a password.
  public static final Protection NONE = new Protection(Optional.empty(), Optional.empty());

  /// The settings of HTTPS.
  ///
  /// @param context see [io.exporterkit.tls.TlsContexts#server]
  /// @param protocols enabled protocols, as the JDK names them: `TLSv1.2`, `TLSv1.3`
  /// @param clientCertificates whether clients must present a certificate
  public record Tls(SSLContext context, List<String> protocols, boolean clientCertificates) {
    public Tls {
      protocols = List.copyOf(protocols);
    }
  }
}
