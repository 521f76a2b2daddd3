package io.exporterkit.packaging;

import io.exporterkit.packaging.PackageFiles.Entry;
import io.exporterkit.packaging.PackageFiles.Entry.Directory;
import io.exporterkit.packaging.PackageFiles.Entry.Link;
import io.exporterkit.packaging.PackageFiles.Entry.Regular;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.packager.rpm.FileFlags;
import org.eclipse.packager.rpm.RpmTag;
import org.eclipse.packager.rpm.RpmVersion;
import org.eclipse.packager.rpm.build.BuilderContext;
import org.eclipse.packager.rpm.build.BuilderOptions;
import org.eclipse.packager.rpm.build.DigestAlgorithm;
import org.eclipse.packager.rpm.build.FileInformation;
import org.eclipse.packager.rpm.build.RpmBuilder;
import org.eclipse.packager.rpm.coding.PayloadCoding;
import org.eclipse.packager.rpm.deps.Dependencies;
import org.eclipse.packager.rpm.deps.Dependency;
import org.eclipse.packager.rpm.deps.RpmDependencyFlags;

/// A writer of the RPM package, for rpm 4.14 and newer. All files belong to root. Equal files produce equal bytes.
///
/// The scriptlets are in `packaging/rpm`.
final class RpmPackage {
  private static final String RELEASE = "1";

  /// The preset of xz, as in [DebPackage].
  private static final String PRESET = "2";

  private static final String LICENSE =
      "Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0 AND MIT AND BSD-3-Clause";

  /// All requirements, also those of the format. They replace the list of the library, which requires `PayloadIsXz`
  /// instead of `rpmlib(PayloadIsXz)`: no system satisfies that.
  private static final List<Dependency> REQUIREMENTS =
      List.of(
          new Dependency("libc.so.6(GLIBC_2.17)(64bit)", ""),
          new Dependency(
              "/bin/sh", "", RpmDependencyFlags.INTERPRETER, RpmDependencyFlags.SCRIPT_PRE),
          new Dependency("/usr/sbin/useradd", "", RpmDependencyFlags.SCRIPT_PRE),
          new Dependency("systemd", "", RpmDependencyFlags.SCRIPT_POST),
          rpmlib("CompressedFileNames", "3.0.4-1"),
          rpmlib("FileDigests", "4.6.0-1"),
          rpmlib("PayloadFilesHavePrefix", "4.0-1"),
          rpmlib("PayloadIsXz", "5.2-1"));

  private RpmPackage() {}

  /// Returns the file name of the package.
  static String fileName(String version) {
    return PackageFiles.NAME + "-" + version + ".x86_64.rpm";
  }

  /// Writes a package.
  ///
  /// @param repository the root of the repository
  /// @param program the program with its `bin`, `lib` and `runtime`
  /// @param time the time of all files, and of the build
  static void write(Path repository, Path program, String version, Instant time, Path to)
      throws IOException {
    PackageFiles files = PackageFiles.rpm(repository, program, version);
    var options = new BuilderOptions();
    options.setPayloadCoding(PayloadCoding.XZ);
    options.setPayloadFlags(PRESET);
    options.setFileDigestAlgorithm(DigestAlgorithm.SHA256);
    options.setOpenOptions(
        new OpenOption[] {
          StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING
        });
    var number = new RpmVersion(null, version, RELEASE);
    try (var rpm = new RpmBuilder(PackageFiles.NAME, number, "x86_64", to, options)) {
      rpm.setInformation(information());
      rpm.setHeaderCustomizer(header -> {
        header.putInt(RpmTag.BUILDTIME, (int) time.getEpochSecond());
        Dependencies.putRequirements(header, REQUIREMENTS);
      });
      rpm.addProvides(PackageFiles.DEBIAN_NAME, version, RpmDependencyFlags.EQUAL);
      add(rpm.newContext(), files, time);
      Path scripts = repository.resolve("packaging/rpm");
      rpm.setPreInstallationScript(Files.readString(scripts.resolve("pre")));
      rpm.setPostInstallationScript(Files.readString(scripts.resolve("post")));
      rpm.setPreRemoveScript(Files.readString(scripts.resolve("preun")));
      rpm.setPostRemoveScript(Files.readString(scripts.resolve("postun")));
      rpm.build();
    }
  }

  private static Dependency rpmlib(String feature, String version) {
    return new Dependency(
        "rpmlib(" + feature + ")",
        version,
        RpmDependencyFlags.LESS,
        RpmDependencyFlags.EQUAL,
        RpmDependencyFlags.RPMLIB);
  }

  private static RpmBuilder.PackageInformation information() {
    var information = new RpmBuilder.PackageInformation();
    information.setSummary(PackageFiles.SUMMARY);
    information.setDescription(PackageFiles.DESCRIPTION);
    information.setLicense(LICENSE);
    information.setUrl(PackageFiles.HOMEPAGE);
    information.setPackager(PackageFiles.MAINTAINER);
    information.setVendor(PackageFiles.HOMEPAGE);
    information.setGroup("Applications/System");
    information.setBuildHost("localhost");
    return information;
  }

  private static void add(BuilderContext context, PackageFiles files, Instant time)
      throws IOException {
    for (Map.Entry<String, Entry> entry : files.entries().entrySet()) {
      String path = entry.getKey();
      switch (entry.getValue()) {
        case Directory() ->
            context.addDirectory(path, information -> set(information, 040755, time));
        case Link(String target) ->
            context.addSymbolicLink(path, target, information -> set(information, 0120777, time));
        case Regular file ->
            context.addFile(
                path,
                file.contents().read(),
                information -> {
                  set(information, 0100000 | file.mode(), time);
                  information.setFileFlags(flags(path, file));
                });
      }
    }
  }

  private static void set(FileInformation information, int mode, Instant time) {
    information.setMode((short) mode);
    information.setTimestamp(time);
    information.setUser("root");
    information.setGroup("root");
  }

  private static Set<FileFlags> flags(String path, Regular file) {
    if (file.configuration()) {
      return EnumSet.of(FileFlags.CONFIGURATION, FileFlags.NOREPLACE);
    }
    if (path.startsWith(PackageFiles.LICENSES)) {
      return EnumSet.of(FileFlags.LICENSE);
    }
    return path.startsWith("/usr/share/man/")
        ? EnumSet.of(FileFlags.DOC)
        : EnumSet.noneOf(FileFlags.class);
  }
}
