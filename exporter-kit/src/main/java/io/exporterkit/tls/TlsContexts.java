package io.exporterkit.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Factories of SSL contexts. Stateless, and so safe for use by several threads.
public final class TlsContexts {
  /// The files in which Linux distributions store the certificate authorities that the system trusts. The first
  /// readable one is used.
  private static final List<Path> SYSTEM_AUTHORITIES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/cert.pem"));

  private TlsContexts() {}

  /// Returns a context for connections to targets.
  ///
  /// @throws IOException when a file cannot be read or is malformed; the message names the file and the reason
  static SSLContext client(ClientContext.Files files, AskedKeys keys) throws IOException {
    TrustManager[] trust =
        files.verify() ? trust(files.authorities()) : new TrustManager[] {new TrustAnything()};
    return context(new KeyManager[] {keys}, trust);
  }

  /// Returns the key manager for connections to targets.
  ///
  /// @throws IOException when a file cannot be read or is malformed; the message names the file and the reason
  static AskedKeys keys(ClientContext.Files files) throws IOException {
    return new AskedKeys(
        files.certificate().isPresent() && files.key().isPresent()
            ? new ReloadingKeyManager(files.certificate().get(), files.key().get())
            : null);
  }

  /// Returns a context for a listener. Certificate and key are read again at a handshake when they have changed; the
  /// file of authorities is read once.
  ///
  /// @param certificate PEM file of the certificate and its chain
  /// @param key PEM file of the private key, without a passphrase
  /// @param clientAuthorities PEM file of the certificate authorities that may sign client certificates; empty when
  ///     clients show none
  /// @throws IOException when a file cannot be read or is malformed, or the key does not belong to the certificate; the
  ///     message names the file and the reason
  public static SSLContext server(Path certificate, Path key, Optional<Path> clientAuthorities)
      throws IOException {
    KeyManager[] keys = {new ReloadingKeyManager(certificate, key)};
    TrustManager[] trust = clientAuthorities.isPresent() ? trust(clientAuthorities) : null;
    return context(keys, trust);
  }

  private static SSLContext context(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust)
      throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trust(Optional<Path> authorities) throws IOException {
    Optional<Path> file = authorities.or(TlsContexts::systemAuthorities);
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(file.isPresent() ? store(PemFile.certificates(file.get())) : null);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /// Returns the file of the variable SSL_CERT_FILE, which programs in Go and OpenSSL read, too, or else the file of
  /// the distribution. Without either, the runtime's own authorities are trusted.
  private static Optional<Path> systemAuthorities() {
    String named = System.getenv("SSL_CERT_FILE");
    return named == null || named.isEmpty()
        ? SYSTEM_AUTHORITIES.stream().filter(Files::isReadable).findFirst()
        : Optional.of(Path.of(named));
  }

  private static KeyStore store(List<X509Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("authority " + i, certificates.get(i));
    }
    return store;
  }
}
