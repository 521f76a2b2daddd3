package io.exporterkit.tls;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// A trust manager that accepts every certificate: for targets that the user has chosen not to verify, and for clients
/// that may have any issuer.
final class TrustAnything extends X509ExtendedTrustManager {
  private final List<X509Certificate> issuers;

  /// @param issuers whose names a listener sends to clients; may be empty
  TrustAnything(List<X509Certificate> issuers) {
    this.issuers = List.copyOf(issuers);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

  @Override
  public void checkClientTrusted(
      X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

  @Override
  public void checkServerTrusted(
      X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return issuers.toArray(X509Certificate[]::new);
  }
}
