package io.exporterkit.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The SSL context of connections to servers, made anew when one of its files has changed. Files that have gone bad are logged once,
/// and the context made last stays in force. Safe for use by several threads.
public final class ClientContext {
  private static final Logger log = LoggerFactory.getLogger(ClientContext.class);

  private final Files files;
  private @Nullable FileVersions versions;
  private @Nullable SSLContext context;
  private @Nullable AskedKeys keys;

  public ClientContext(Files files) {
    this.files = files;
  }

  /// Files of a client's connections.
  ///
  /// @param authorities PEM file that vouches for the server; empty for the system's
  /// @param certificate shown to the server, together with `key`; empty for none
  /// @param key of the certificate
  /// @param verify whether the server's certificate is verified at all
  public record Files(
      Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key, boolean verify) {
    /// No files: the system's authorities, no certificate to show.
    public static final Files NONE =
        new Files(Optional.empty(), Optional.empty(), Optional.empty(), true);

    List<Path> all() {
      return Stream.of(authorities, certificate, key).flatMap(Optional::stream).toList();
    }
  }

  /// Whether the server's certificate is verified at all.
  public boolean verifies() {
    return files.verify();
  }

  /// Whether a certificate is configured to be shown to servers.
  public boolean showsCertificate() {
    return files.certificate().isPresent() && files.key().isPresent();
  }

  /// Whether the server on the other side of this socket asked for a client certificate.
  public synchronized boolean wasAsked(Socket socket) {
    AskedKeys now = keys;
    return now != null && now.wasAsked(socket);
  }

  /// The context of this moment.
  ///
  /// @throws IOException when a file cannot be read or makes no sense, and there is no older context; the message names it and the
  ///     reason
  public synchronized SSLContext get() throws IOException {
    FileVersions now = FileVersions.of(files.all());
    SSLContext current = context;
    if (current != null && now.equals(versions)) {
      return current;
    }
    try {
      AskedKeys read = TlsContexts.keys(files);
      current = TlsContexts.client(files, read);
      context = current;
      keys = read;
    } catch (IOException e) {
      if (current == null) {
        throw e;
      }
      log.error("the files of TLS to targets read last stay in force: {}", e.getMessage());
    }
    versions = now;
    return current;
  }
}
