package io.exporterkit.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A key manager with one certificate and key from two files, which are read again at a handshake when they have
/// changed. When a changed file cannot be used, one line is logged at level ERROR, and the previous certificate stays
/// in use. Safe for use by several threads.
final class ReloadingKeyManager extends X509ExtendedKeyManager {
  private static final Logger log = LoggerFactory.getLogger(ReloadingKeyManager.class);
  private static final String ALIAS = "identity";

  private final Path certificateFile;
  private final Path keyFile;
  private volatile TlsIdentity identity;
  private FileVersions versions;

  /// Reads the files.
  ///
  /// @throws IOException as [TlsIdentity#read] does
  ReloadingKeyManager(Path certificateFile, Path keyFile) throws IOException {
    this.certificateFile = certificateFile;
    this.keyFile = keyFile;
    this.versions = FileVersions.of(List.of(certificateFile, keyFile));
    this.identity = TlsIdentity.read(certificateFile, keyFile);
  }

  private synchronized void reload() {
    FileVersions now = FileVersions.of(List.of(certificateFile, keyFile));
    if (now.equals(versions)) {
      return;
    }
    versions = now;
    try {
      identity = TlsIdentity.read(certificateFile, keyFile);
      log.info("{} and {} have changed and were read again", certificateFile, keyFile);
    } catch (IOException e) {
      log.error("the certificate that was read before stays in use: {}", e.getMessage());
    }
  }

  /// Returns the alias when the key has one of these types; null otherwise.
  private @Nullable String choose(String... keyTypes) {
    reload();
    return List.of(keyTypes).contains(identity.key().getAlgorithm()) ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(keyType);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(keyTypes);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return identity.key();
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }
}
