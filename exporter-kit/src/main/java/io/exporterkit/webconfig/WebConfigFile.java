package io.exporterkit.webconfig;

import io.exporterkit.file.FileVersions;
import io.exporterkit.web.Protection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A web configuration file, which is read again when the file itself or a certificate in it has changed. When a
/// changed file cannot be used, one line is logged at level ERROR, and the previous protection stays in force. Safe for
/// use by several threads.
public final class WebConfigFile implements Supplier<Protection> {
  private static final Logger log = LoggerFactory.getLogger(WebConfigFile.class);

  private final Path path;
  private final String realm;
  private List<Path> watched;
  private FileVersions versions;
  private Protection protection;
  private boolean successful = true;
  private double successTime;

  private WebConfigFile(Path path, String realm) throws IOException {
    this.path = path;
    this.realm = realm;
    Loaded loaded = new Loaded(path);
    this.watched = watched(loaded);
    this.versions = FileVersions.of(watched);
    this.protection = loaded.protection(realm, Optional.empty());
    this.successTime = now();
    loaded.warnings().forEach(why -> log.warn("{}: {}", path, why));
  }

  /// Reads a file for the first time.
  ///
  /// @param realm of the passwords
  /// @throws IOException when the file cannot be used; the message is one line with the file, the position where there
  ///     is one, what is wrong and what would be right
  public static WebConfigFile open(Path path, String realm) throws IOException {
    return new WebConfigFile(path, realm);
  }

  private static double now() {
    return System.currentTimeMillis() / 1e3;
  }

  private List<Path> watched(Loaded loaded) {
    List<Path> files = new ArrayList<>(List.of(path));
    files.addAll(loaded.files());
    return List.copyOf(files);
  }

  /// Returns the protection in force, after a look at the times and sizes of the files.
  @Override
  public synchronized Protection get() {
    if (!FileVersions.of(watched).equals(versions)) {
      try {
        reload();
        log.info("{} has changed and was read again", path);
      } catch (IOException e) {
        log.error("the web configuration that was read before stays in force: {}", e.getMessage());
      }
    }
    return protection;
  }

  /// Reads the file, whether or not it has changed.
  ///
  /// @throws IOException when the file cannot be used, as [#open] does; the previous protection stays in force
  public synchronized void reload() throws IOException {
    // Before reading: a file that changes in between is read once more.
    versions = FileVersions.of(watched);
    successful = false;
    try {
      protection = read();
    } catch (RuntimeException e) { // of a TLS provider: the previous protection stays in force
      throw new IOException(path + " cannot be used: " + e, e);
    }
    successful = true;
    successTime = now();
  }

  private Protection read() throws IOException {
    Loaded loaded = new Loaded(path);
    List<Path> files = watched(loaded);
    if (!files.equals(watched)) {
      watched = files;
      versions = FileVersions.of(files);
    }
    Protection next = loaded.protection(realm, Optional.of(protection));
    if (next.tls().isPresent() != protection.tls().isPresent()) {
      throw loaded.refusal(
          "HTTPS cannot be switched "
              + (next.tls().isPresent() ? "on" : "off")
              + " while the exporter runs: want a restart, or tls_server_config as it was");
    }
    loaded.warnings().forEach(why -> log.warn("{}: {}", path, why));
    return next;
  }

  /// Whether the last reading was successful.
  public synchronized boolean isSuccessful() {
    return successful;
  }

  /// Returns the time of the last successful reading, in seconds since 1970.
  public synchronized double successTime() {
    return successTime;
  }
}
