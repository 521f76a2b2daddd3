package io.exporterkit.tls;

import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// A trust manager that requires one of some alternative names
/// ([RFC 5280](https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6)) of a client's certificate, after the check of
/// another one. Immutable.
final class AllowedNames extends X509ExtendedTrustManager {
  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int IP = 7;

  private final X509ExtendedTrustManager trust;
  private final List<String> allowed;

  AllowedNames(X509ExtendedTrustManager trust, List<String> allowed) {
    this.trust = trust;
    this.allowed = List.copyOf(allowed);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    trust.checkClientTrusted(chain, type);
    check(chain[0]);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
      throws CertificateException {
    trust.checkClientTrusted(chain, type, socket);
    check(chain[0]);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
      throws CertificateException {
    trust.checkClientTrusted(chain, type, engine);
    check(chain[0]);
  }

  private void check(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names != null && names.stream().anyMatch(this::isAllowed)) {
      return;
    }
    throw new CertificateException("no alternative name of the client's certificate is allowed");
  }

  /// Whether a name is allowed.
  ///
  /// @param name its kind, a number, and its text
  private boolean isAllowed(List<?> name) {
    if (!(name.get(0) instanceof Integer kind) || !(name.get(1) instanceof String text)) {
      return false;
    }
    return switch (kind) {
      case EMAIL, DNS, URI -> allowed.contains(text);
      case IP -> {
        Optional<InetAddress> address = address(text);
        yield address.isPresent() && allowed.stream().anyMatch(a -> address(a).equals(address));
      }
      default -> false;
    };
  }

  /// Returns an address, because IPv6 addresses have several spellings; empty for any other text.
  private static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    trust.checkServerTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
      throws CertificateException {
    trust.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
      throws CertificateException {
    trust.checkServerTrusted(chain, type, engine);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }
}
