package io.exporterkit.redis.session;

import io.exporterkit.redis.protocol.TargetAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The password file, and the passwords that are in use. A file with one password for all targets is read again when it
/// changes; a JSON object only on reload. The passwords in use stay when the file becomes invalid. Safe for use by
/// several threads.
public final class PasswordFile {
  private static final Logger log = LoggerFactory.getLogger(PasswordFile.class);

  private static final int MOST_REPORTED = 1000;

  private final Optional<Path> file;
  // Targets without an entry that were logged.
  private final Set<String> reported = ConcurrentHashMap.newKeySet();
  private volatile Passwords passwords;
  // The version of the file when it was looked at last.
  private volatile String version;

  /// Reads the file for the first time.
  ///
  /// @param file empty for none
  /// @throws IOException when the file cannot be read or is invalid; the message names the file and the reason, and
  /// contains no secret
  public PasswordFile(Optional<Path> file) throws IOException {
    this.file = file;
    version = version();
    passwords = read();
  }

  /// Reads the file and returns its passwords, without using them.
  ///
  /// @throws IOException when the file cannot be read or is invalid; the message names the file and the reason, and
  /// contains no secret
  public Passwords read() throws IOException {
    if (file.isEmpty()) {
      return Passwords.NONE;
    }
    try {
      return Passwords.read(file.get());
    } catch (IOException e) {
      throw new IOException("password file: " + e.getMessage(), e);
    }
  }

  /// Replaces the passwords in use.
  public void use(Passwords other) {
    passwords = other;
    reported.clear();
  }

  /// Returns the password of a target; empty where the file has no entry for it, which is logged once for each target.
  ///
  /// @param address of the target
  /// @param text address as it is written in a flag or a request
  /// @param user part of the name of the entry; empty for none
  public String find(TargetAddress address, String text, String user) {
    if (file.isEmpty()) {
      return "";
    }
    if (passwords.isOfAll()) {
      readIfChanged();
    }
    Passwords now = passwords;
    if (!now.has(text, user)
        && reported.size() < MOST_REPORTED
        && reported.add(Passwords.key(text, user))) {
      log.warn("{}: no entry in the password file; {}", address, now.nearest(text, user));
    }
    return now.find(text, user);
  }

  /// Whether the file names this target. A file with one password for all targets names none.
  ///
  /// @param text address as it is written in a flag or a request
  /// @param user part of the name of the entry; empty for none
  public boolean names(String text, String user) {
    return file.isPresent() && !passwords.isOfAll() && passwords.has(text, user);
  }

  private void readIfChanged() {
    String now = version();
    if (now.equals(version)) {
      return;
    }
    synchronized (this) {
      if (now.equals(version)) {
        return;
      }
      version = now;
      try {
        use(read());
        log.info("password file: changed and read again: {}", passwords);
      } catch (IOException e) {
        log.error("the passwords that were read before stay in use: {}", e.getMessage());
      }
    }
  }

  /// Returns time, size and identity of the file, one of which changes with a mounted Kubernetes secret.
  private String version() {
    if (file.isEmpty()) {
      return "";
    }
    try {
      BasicFileAttributes now = Files.readAttributes(file.get(), BasicFileAttributes.class);
      return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
    } catch (IOException _) {
      return "missing";
    }
  }
}
