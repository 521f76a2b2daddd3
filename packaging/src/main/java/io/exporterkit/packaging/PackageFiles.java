package io.exporterkit.packaging;

import io.exporterkit.packaging.PackageFiles.Entry.Directory;
import io.exporterkit.packaging.PackageFiles.Entry.Link;
import io.exporterkit.packaging.PackageFiles.Entry.Regular;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/// The files that the Debian package and the RPM package install: the program below `/usr/lib/redis-exporter`, and the
/// unit, the manual page, the completions and the documents, which are files of the repository.
///
/// @param version such as `0.1.0`
/// @param entries by their absolute path, in the order of the paths
record PackageFiles(String version, SortedMap<String, Entry> entries) {
  static final String NAME = "redis-exporter";

  /// The name of Debian's package of the original, which is replaced, and of its program.
  static final String DEBIAN_NAME = "prometheus-redis-exporter";

  static final String SUMMARY = "Prometheus exporter for Redis and Valkey";
  static final String DESCRIPTION =
      """
      Serves metrics of Redis and Valkey servers, sentinels and clusters.
      Flags, variables, paths and names of metrics are those of
      oliver006/redis_exporter. Contains its own Java runtime.\
      """;
  static final String HOMEPAGE = "https://github.com/exporterkit/redis-exporter";
  static final String MAINTAINER = "The authors of redis-exporter <authors@exporterkit.io>";

  private static final String PROGRAM = "/usr/lib/" + NAME;
  static final String LICENSES = "/usr/share/licenses/" + NAME;
  private static final String DOCUMENTS = "/usr/share/doc/" + NAME;

  /// The path of the file that sets ARGS on Debian.
  static final String DEBIAN_DEFAULTS = "/etc/default/" + NAME;

  /// The path of the file that sets ARGS on RPM distributions.
  static final String RPM_DEFAULTS = "/etc/sysconfig/" + NAME;

  /// A file, directory or link.
  sealed interface Entry {
    /// A directory with the mode 0755.
    record Directory() implements Entry {}

    /// A symbolic link.
    record Link(String target) implements Entry {}

    /// A file whose contents are in another file, or in memory.
    ///
    /// @param executable whether the mode is 0755; otherwise it is 0644
    /// @param configuration whether changes of the administrator are kept by upgrades
    record Regular(Contents contents, boolean executable, boolean configuration) implements Entry {
      int mode() {
        return executable ? 0755 : 0644;
      }
    }
  }

  /// The bytes of a file.
  sealed interface Contents {
    byte[] read() throws IOException;

    /// Bytes on disk.
    record Stored(Path file) implements Contents {
      @Override
      public byte[] read() throws IOException {
        return Files.readAllBytes(file);
      }
    }

    /// Bytes in memory. The array is not copied.
    @SuppressWarnings("ArrayRecordComponent") // records of this kind are never compared
    record Held(byte[] bytes) implements Contents {
      @Override
      public byte[] read() {
        return bytes;
      }
    }
  }

  /// Lists the files of the Debian package.
  ///
  /// @param repository the root of the repository
  /// @param program the program with its `bin`, `lib` and `runtime`
  static PackageFiles debian(Path repository, Path program, String version, Instant time)
      throws IOException {
    var list = new Builder(repository, program, "/usr/share/zsh/vendor-completions/");
    list.add(DEBIAN_DEFAULTS, "deploy/systemd/redis-exporter.default", true);
    list.add(DOCUMENTS + "/copyright", "packaging/deb/copyright", false);
    list.gzip(DOCUMENTS + "/changelog.gz", changelog(version, time));
    list.add("/usr/share/lintian/overrides/" + NAME, "packaging/deb/lintian-overrides", false);
    return list.build(version);
  }

  /// Lists the files of the RPM package.
  ///
  /// @param repository the root of the repository
  /// @param program the program with its `bin`, `lib` and `runtime`
  static PackageFiles rpm(Path repository, Path program, String version) throws IOException {
    var list = new Builder(repository, program, "/usr/share/zsh/site-functions/");
    list.add(RPM_DEFAULTS, "deploy/systemd/redis-exporter.default", true);
    list.directory(LICENSES);
    // Directories of packages that need not be there: rpm removes them with their last owner.
    for (String path :
        List.of(
            "/usr/share/bash-completion",
            "/usr/share/bash-completion/completions",
            "/usr/share/fish",
            "/usr/share/fish/vendor_completions.d",
            "/usr/share/zsh",
            "/usr/share/zsh/site-functions")) {
      list.directory(path);
    }
    list.add(LICENSES + "/LICENSE", "LICENSE", false);
    list.add(LICENSES + "/copyright", "packaging/deb/copyright", false);
    return list.build(version);
  }

  /// Returns the name of an entry in an archive: the path without the first slash, with a last one for directories.
  static String name(Map.Entry<String, Entry> entry) {
    return entry.getKey().substring(1) + (entry.getValue() instanceof Directory ? "/" : "");
  }

  /// Returns the changelog in Debian's form, whose only entry refers to the release.
  private static byte[] changelog(String version, Instant time) {
    String date =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .format(time.atOffset(ZoneOffset.UTC));
    return """
    %s (%s) unstable; urgency=medium

      * Release %s, see
        %s/blob/v%s/CHANGELOG.md

     -- %s  %s
    """
        .formatted(NAME, version, version, HOMEPAGE, version, MAINTAINER, date)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// A list of files that grows.
  private static final class Builder {
    private final Path repository;
    private final SortedMap<String, Entry> entries = new TreeMap<>();

    Builder(Path repository, Path program, String zsh) throws IOException {
      this.repository = repository;
      walk(program);
      entries.put("/usr/bin/" + NAME, new Link("../lib/" + NAME + "/bin/" + NAME));
      entries.put("/usr/bin/" + DEBIAN_NAME, new Link(NAME));
      add(
          "/usr/lib/systemd/system/redis-exporter.service",
          "deploy/systemd/redis-exporter.service",
          false);
      String manual = "/usr/share/man/man1/";
      gzip(
          manual + NAME + ".1.gz",
          Files.readAllBytes(repository.resolve("packaging/man/redis-exporter.1")));
      entries.put(manual + DEBIAN_NAME + ".1.gz", new Link(NAME + ".1.gz"));
      String bash = "/usr/share/bash-completion/completions/";
      add(bash + NAME, "packaging/completion/redis-exporter.bash", false);
      entries.put(bash + DEBIAN_NAME, new Link(NAME));
      String fish = "/usr/share/fish/vendor_completions.d/";
      add(fish + NAME + ".fish", "packaging/completion/redis-exporter.fish", false);
      entries.put(fish + DEBIAN_NAME + ".fish", new Link(NAME + ".fish"));
      add(zsh + "_" + NAME, "packaging/completion/_redis-exporter", false);
    }

    private void walk(Path program) throws IOException {
      try (Stream<Path> files = Files.walk(program)) {
        for (Path file : files.toList()) {
          String below = program.relativize(file).toString();
          Entry entry;
          if (Files.isSymbolicLink(file)) {
            entry = new Link(Files.readSymbolicLink(file).toString());
          } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            entry = new Directory();
          } else {
            entry = new Regular(new Contents.Stored(file), Files.isExecutable(file), false);
          }
          entries.put(PROGRAM + (below.isEmpty() ? "" : "/" + below), entry);
        }
      }
    }

    void add(String path, String source, boolean configuration) throws IOException {
      byte[] bytes = Files.readAllBytes(repository.resolve(source));
      entries.put(path, new Regular(new Contents.Held(bytes), false, configuration));
    }

    void directory(String path) {
      entries.put(path, new Directory());
    }

    /// Adds a compressed file, without name and time in its header.
    void gzip(String path, byte[] contents) throws IOException {
      var bytes = new ByteArrayOutputStream();
      var parameters = new GzipParameters();
      parameters.setCompressionLevel(Deflater.BEST_COMPRESSION);
      try (var out = new GzipCompressorOutputStream(bytes, parameters)) {
        out.write(contents);
      }
      entries.put(path, new Regular(new Contents.Held(bytes.toByteArray()), false, false));
    }

    PackageFiles build(String version) {
      return new PackageFiles(version, entries);
    }
  }

  PackageFiles {
    if (!version.matches("[0-9]+([.][0-9]+)*")) {
      throw new IllegalArgumentException(version + " is no version of a release, such as 0.1.0");
    }
    entries = new TreeMap<>(entries);
  }

  /// Returns the paths of the files that keep changes of the administrator.
  List<String> configuration() {
    return entries.entrySet().stream()
        .filter(e -> e.getValue() instanceof Regular file && file.configuration())
        .map(Map.Entry::getKey)
        .toList();
  }
}
