package io.exporterkit.webconfig;

import io.exporterkit.web.Protection.ClientCertificate;

/// The policy for the certificates of clients, by the names of Go's
/// [`tls.ClientAuthType`](https://pkg.go.dev/crypto/tls#ClientAuthType).
enum ClientAuthType {
  UNSET(ClientCertificate.NONE, false),
  NO_CLIENT_CERT(ClientCertificate.NONE, false),
  REQUEST_CLIENT_CERT(ClientCertificate.REQUESTED, false),
  REQUIRE_ANY_CLIENT_CERT(ClientCertificate.REQUIRED, false),
  VERIFY_CLIENT_CERT_IF_GIVEN(ClientCertificate.REQUESTED, true),
  REQUIRE_AND_VERIFY_CLIENT_CERT(ClientCertificate.REQUIRED, true);

  final ClientCertificate asked;
  final boolean verified;

  ClientAuthType(ClientCertificate asked, boolean verified) {
    this.asked = asked;
    this.verified = verified;
  }

  static ClientAuthType of(String name) {
    return switch (name) {
      case "" -> UNSET;
      case "NoClientCert" -> NO_CLIENT_CERT;
      case "RequestClientCert" -> REQUEST_CLIENT_CERT;
      case "RequireAnyClientCert", "RequireClientCert" -> REQUIRE_ANY_CLIENT_CERT;
      case "VerifyClientCertIfGiven" -> VERIFY_CLIENT_CERT_IF_GIVEN;
      case "RequireAndVerifyClientCert" -> REQUIRE_AND_VERIFY_CLIENT_CERT;
      default ->
          throw new IllegalArgumentException(
              "an unknown policy: want NoClientCert, RequestClientCert, RequireAnyClientCert, VerifyClientCertIfGiven or RequireAndVerifyClientCert");
    };
  }

  /// Checks the settings that depend on the policy.
  ///
  /// @throws IllegalArgumentException as the constructor of a record of a file does
  void check(boolean hasAuthorities, boolean inFile, boolean hasNames) {
    if (hasAuthorities && asked == ClientCertificate.NONE) {
      throw new IllegalArgumentException(
          (inFile ? "client_ca_file" : "client_ca")
              + ": no certificate is asked for: want client_auth_type, as in RequireAndVerifyClientCert");
    }
    if (verified && !hasAuthorities) {
      throw new IllegalArgumentException(
          "client_auth_type: authorities to verify with are missing: want client_ca or client_ca_file");
    }
    if (hasNames && asked != ClientCertificate.REQUIRED) {
      throw new IllegalArgumentException(
          "client_allowed_sans: clients may connect without a certificate: want client_auth_type RequireAndVerifyClientCert or RequireAnyClientCert");
    }
  }
}
