package io.exporterkit.tls;

import io.exporterkit.file.FileVersions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A certificate and its key from two files, which are read again when they have changed. When a changed file cannot be
/// used, one line is logged at level ERROR, and the previous certificate stays in use. Safe for use by several threads.
final class ReloadingIdentity implements Supplier<TlsIdentity> {
  private static final Logger log = LoggerFactory.getLogger(ReloadingIdentity.class);

  private final Path certificateFile;
  private final Path keyFile;
  private TlsIdentity identity;
  private FileVersions versions;

  /// Reads the files.
  ///
  /// @throws IOException as [TlsIdentity#read] does
  ReloadingIdentity(Path certificateFile, Path keyFile) throws IOException {
    this.certificateFile = certificateFile;
    this.keyFile = keyFile;
    this.versions = FileVersions.of(List.of(certificateFile, keyFile));
    this.identity = read();
  }

  private TlsIdentity read() throws IOException {
    return TlsIdentity.read(Pem.read(certificateFile), Pem.read(keyFile));
  }

  /// Returns the certificate in use, after a look at the files.
  @Override
  public synchronized TlsIdentity get() {
    FileVersions now = FileVersions.of(List.of(certificateFile, keyFile));
    if (!now.equals(versions)) {
      versions = now;
      try {
        identity = read();
        log.info("{} and {} have changed and were read again", certificateFile, keyFile);
      } catch (IOException e) {
        log.error("the certificate that was read before stays in use: {}", e.getMessage());
      }
    }
    return identity;
  }
}
