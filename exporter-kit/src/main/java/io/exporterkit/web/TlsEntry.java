package io.exporterkit.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// The beginning of an HTTPS connection. The first byte shows whether the client speaks TLS or plain HTTP.
final class TlsEntry {
  private static final String PLAIN_HTTP =
      """
      HTTP/1.0 400 Bad Request\r
      Content-Type: text/plain; charset=utf-8\r
      Connection: close\r
      \r
      Client sent an HTTP request to an HTTPS server.
      """;

  private TlsEntry() {}

  /// Performs the TLS handshake. Returns null when the client speaks plain HTTP, after a response that explains the
  /// error.
  ///
  /// @throws IOException when the handshake fails, for example because a required client certificate is missing
  static @Nullable SSLSocket open(ChannelSocket raw, Protection.Tls tls) throws IOException {
    int first = raw.getInputStream().read();
    if (first >= 'A' && first <= 'Z') {
      raw.getOutputStream().write(PLAIN_HTTP.getBytes(US_ASCII));
      return null;
    }
    byte[] consumed = first < 0 ? new byte[0] : new byte[] {(byte) first};
    SSLSocket socket =
        (SSLSocket)
            tls.context()
                .getSocketFactory()
                .createSocket(raw, new ByteArrayInputStream(consumed), true);
    SSLParameters wanted = socket.getSSLParameters();
    wanted.setProtocols(tls.protocols().toArray(String[]::new));
    if (!tls.cipherSuites().isEmpty()) {
      wanted.setCipherSuites(tls.cipherSuites().toArray(String[]::new));
    }
    if (!tls.namedGroups().isEmpty()) {
      wanted.setNamedGroups(tls.namedGroups().toArray(String[]::new));
    }
    wanted.setUseCipherSuitesOrder(tls.prefersOwnOrder());
    switch (tls.clientCertificate()) {
      case NONE -> {}
      case REQUESTED -> wanted.setWantClientAuth(true);
      case REQUIRED -> wanted.setNeedClientAuth(true);
    }
    socket.setSSLParameters(wanted);
    socket.startHandshake();
    return socket;
  }
}
