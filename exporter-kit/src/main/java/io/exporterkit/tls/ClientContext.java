package io.exporterkit.tls;

import io.exporterkit.file.FileVersions;
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

/// The SSL context for connections to targets, built again when one of its files has changed. When a changed file
/// cannot be used, one line is logged at level ERROR, and the previous context stays in use. Safe for use by several
/// threads.
public final class ClientContext {
  private static final Logger log = LoggerFactory.getLogger(ClientContext.class);

  private final Files files;
  private @Nullable FileVersions versions;
  private @Nullable SSLContext context;
  private @Nullable AskedKeys keys;

  /// Makes a context without reading its files, which is left to [#get].
  ///
  /// @param files named by the options of the exporter
  public ClientContext(Files files) {
    this.files = files;
  }

  /// The files of a client's TLS connections.
  ///
  /// @param authorities PEM file of the certificate authorities that may sign the certificate of a target; empty for
  ///     those that the system trusts
  /// @param certificate PEM file of the client certificate and its chain; empty for none, and without effect unless
  ///     `key` is present
  /// @param key PEM file of the private key of `certificate`; empty for none
  /// @param verify whether the certificate of a target is verified
  public record Files(
      Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key, boolean verify) {
    /// No files: the certificate authorities of the system, and no client certificate. Targets are verified.
    public static final Files NONE =
        new Files(Optional.empty(), Optional.empty(), Optional.empty(), true);

    /// Returns the files that are present.
    List<Path> all() {
      return Stream.of(authorities, certificate, key).flatMap(Optional::stream).toList();
    }
  }

  /// Whether the certificate of a target is verified.
  public boolean verifies() {
    return files.verify();
  }

  /// Whether a client certificate is configured.
  public boolean showsCertificate() {
    return files.certificate().isPresent() && files.key().isPresent();
  }

  /// Whether the server at the other end of this socket has requested a client certificate. Valid after the handshake.
  ///
  /// @param socket made by the context that [#get] returned last
  public synchronized boolean wasAsked(Socket socket) {
    AskedKeys now = keys;
    return now != null && now.wasAsked(socket);
  }

  /// Returns the context for a connection that is opened now. Compares the times and sizes of the files at each call,
  /// and reads them when one differs.
  ///
  /// @throws IOException when a file cannot be read or is malformed and no context was built before; the message names
  ///     the file and the reason
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
      log.error(
          "TLS to targets continues with the files that were read before: {}", e.getMessage());
    }
    versions = now;
    return current;
  }
}
