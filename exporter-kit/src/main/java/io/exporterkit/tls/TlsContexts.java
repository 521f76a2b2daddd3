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
import javax.net.ssl.X509ExtendedTrustManager;
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
        files.verify()
            ? trustFile(files.authorities())
            : new TrustManager[] {new TrustAnything(List.of())};
    return context(new KeyManager[] {keys}, trust);
  }

  /// Returns the key manager for connections to targets.
  ///
  /// @throws IOException when a file cannot be read or is malformed; the message names the file and the reason
  static AskedKeys keys(ClientContext.Files files) throws IOException {
    return new AskedKeys(
        files.certificate().isPresent() && files.key().isPresent()
            ? new IdentityKeyManager(
                new ReloadingIdentity(files.certificate().get(), files.key().get()))
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
    KeyManager[] keys = {new IdentityKeyManager(new ReloadingIdentity(certificate, key))};
    TrustManager[] trust = clientAuthorities.isPresent() ? trustFile(clientAuthorities) : null;
    return context(keys, trust);
  }

  /// Returns a context for a listener, whose certificates do not change.
  ///
  /// @param certificate certificate and its chain
  /// @param key private key, without a passphrase
  /// @param clients rules for the certificates that clients present
  /// @throws IOException when a text is malformed, or the key does not belong to the certificate; the message contains
  ///     the name of the text and the reason
  public static SSLContext server(Pem certificate, Pem key, ClientCertificates clients)
      throws IOException {
    TlsIdentity identity = TlsIdentity.read(certificate, key);
    List<X509Certificate> authorities =
        clients.authorities().isPresent()
            ? PemFile.certificates(clients.authorities().get())
            : List.of();
    X509ExtendedTrustManager trust =
        clients.verified() ? verifying(authorities) : new TrustAnything(authorities);
    if (clients.allowedNames().isPresent()) {
      trust = new AllowedNames(trust, clients.allowedNames().get());
    }
    return context(
        new KeyManager[] {new IdentityKeyManager(() -> identity)}, new TrustManager[] {trust});
  }

  private static X509ExtendedTrustManager verifying(List<X509Certificate> authorities)
      throws IOException {
    for (TrustManager manager : trust(Optional.of(authorities))) {
      if (manager instanceof X509ExtendedTrustManager trust) {
        return trust;
      }
    }
    throw new IOException("TLS cannot be set up: the runtime has no verification of certificates");
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

  private static TrustManager[] trustFile(Optional<Path> authorities) throws IOException {
    Optional<Path> file = authorities.or(TlsContexts::systemAuthorities);
    return trust(
        file.isPresent()
            ? Optional.of(PemFile.certificates(Pem.read(file.get())))
            : Optional.empty());
  }

  /// Returns trust in these authorities, or in those of the runtime.
  private static TrustManager[] trust(Optional<List<X509Certificate>> authorities)
      throws IOException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(authorities.isPresent() ? store(authorities.get()) : null);
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
