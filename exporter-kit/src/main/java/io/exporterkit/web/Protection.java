package io.exporterkit.web;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Who may ask a server, and how: HTTPS, and a user with a password on every path.
public record Protection(Optional<Tls> tls, Optional<BasicAuth> auth) {
  /// Plain HTTP for everyone.
  public static final Protection NONE = new Protection(Optional.empty(), Optional.empty());

  /// HTTPS.
  ///
  /// @param context see [io.exporterkit.tls.TlsContexts#server]
  /// @param protocols spoken, as the JDK names them: `TLSv1.2`, `TLSv1.3`
  /// @param clientCertificates whether clients must show a certificate
  public record Tls(SSLContext context, List<String> protocols, boolean clientCertificates) {
    public Tls {
      protocols = List.copyOf(protocols);
    }
  }
}
