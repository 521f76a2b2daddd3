package io.exporterkit.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The key manager of a client, which records the sockets whose server has requested a client certificate. Safe for use
/// by several threads. Closed sockets are forgotten when they are garbage collected.
final class AskedKeys extends X509ExtendedKeyManager {
  private final @Nullable X509ExtendedKeyManager keys;
  private final Map<Socket, Boolean> asked = Collections.synchronizedMap(new WeakHashMap<>());

  /// Makes a key manager that delegates to another one.
  ///
  /// @param keys null when no certificate is configured
  AskedKeys(@Nullable X509ExtendedKeyManager keys) {
    this.keys = keys;
  }

  /// Whether the server at the other end of this socket has requested a client certificate.
  boolean wasAsked(Socket socket) {
    return asked.containsKey(socket);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    if (socket != null) {
      asked.put(socket, true);
    }
    return keys == null ? null : keys.chooseClientAlias(types, issuers, socket);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return keys == null ? null : keys.chooseEngineClientAlias(types, issuers, engine);
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return keys == null ? null : keys.getClientAliases(type, issuers);
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return keys == null ? null : keys.getCertificateChain(alias);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return keys == null ? null : keys.getPrivateKey(alias);
  }
}
