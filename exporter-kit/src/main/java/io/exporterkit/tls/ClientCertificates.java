package io.exporterkit.tls;

import java.util.List;
import java.util.Optional;

/// The rules for the certificates of clients. Immutable.
///
/// @param authorities certificate authorities whose names the listener sends to clients; empty for none
/// @param verified whether a certificate must be signed by one of `authorities`, and be valid
/// @param allowedNames when present, a certificate must have one of these alternative names: a DNS name, an IP address,
///     an email address or a URI, as written in the certificate
public record ClientCertificates(
    Optional<Pem> authorities, boolean verified, Optional<List<String>> allowedNames) {
  public ClientCertificates {
    allowedNames = allowedNames.map(List::copyOf);
  }
}
