package io.exporterkit.packaging;

import io.exporterkit.packaging.PackageFiles.Entry;
import io.exporterkit.packaging.PackageFiles.Entry.Directory;
import io.exporterkit.packaging.PackageFiles.Entry.Link;
import io.exporterkit.packaging.PackageFiles.Entry.Regular;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.tukaani.xz.LZMA2Options;

/// A writer of the Debian package: an archive `ar` of `debian-binary`, `control.tar.xz` and `data.tar.xz`. All files
/// belong to root. Equal files produce equal bytes.
///
/// The control file and the maintainer scripts are in `packaging/deb`; the control file has `{version}` and `{size}`.
final class DebPackage {
  /// The scripts that dpkg runs.
  private static final List<String> SCRIPTS = List.of("postinst", "prerm", "postrm");

  /// The preset of xz: a third of the time of the default, for a package that is a tenth larger.
  private static final int PRESET = 2;

  private DebPackage() {}

  /// Returns the file name of the package.
  static String fileName(String version) {
    return PackageFiles.NAME + "_" + version + "_amd64.deb";
  }

  /// Writes a package.
  ///
  /// @param repository the root of the repository
  /// @param program the program with its `bin`, `lib` and `runtime`
  /// @param time the time of all files
  static void write(Path repository, Path program, String version, Instant time, Path to)
      throws IOException {
    PackageFiles files = PackageFiles.debian(repository, program, version, time);
    SortedMap<String, Entry> all = withParents(files.entries());
    SortedMap<String, Entry> control = control(repository.resolve("packaging/deb"), files, all);
    try (var ar = new ArArchiveOutputStream(Files.newOutputStream(to))) {
      member(ar, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII), time);
      member(ar, "control.tar.xz", tar(control, time), time);
      member(ar, "data.tar.xz", tar(all, time), time);
    }
  }

  /// Returns the entries and the directories above them.
  private static SortedMap<String, Entry> withParents(SortedMap<String, Entry> entries) {
    SortedMap<String, Entry> all = new TreeMap<>(entries);
    for (String path : entries.keySet()) {
      for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
        all.putIfAbsent(path.substring(0, end), new Directory());
      }
    }
    return all;
  }

  private static SortedMap<String, Entry> control(
      Path inputs, PackageFiles files, SortedMap<String, Entry> all) throws IOException {
    var sums = new StringBuilder();
    long kilobytes = 0;
    for (Map.Entry<String, Entry> entry : all.entrySet()) {
      kilobytes++;
      if (entry.getValue() instanceof Regular file) {
        byte[] bytes = file.contents().read();
        kilobytes += bytes.length / 1024;
        if (!file.configuration()) {
          sums.append(md5(bytes)).append("  ").append(PackageFiles.name(entry)).append('\n');
        }
      }
    }
    String control =
        Files.readString(inputs.resolve("control"))
            .replace("{version}", files.version())
            .replace("{size}", Long.toString(kilobytes));
    SortedMap<String, Entry> members = new TreeMap<>();
    members.put("/control", text(control, false));
    members.put("/md5sums", text(sums.toString(), false));
    members.put("/conffiles", text(String.join("\n", files.configuration()) + "\n", false));
    for (String script : SCRIPTS) {
      members.put("/" + script, text(Files.readString(inputs.resolve(script)), true));
    }
    return members;
  }

  private static Entry text(String text, boolean executable) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Regular(new PackageFiles.Contents.Held(bytes), executable, false);
  }

  /// Returns the checksum that `dpkg --verify` compares.
  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] tar(SortedMap<String, Entry> entries, Instant time) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream xz =
            XZCompressorOutputStream.builder()
                .setOutputStream(bytes)
                .setLzma2Options(new LZMA2Options(PRESET))
                .get();
        var tar = new TarArchiveOutputStream(xz, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      put(tar, new TarArchiveEntry("./"), 0755, new byte[0], time);
      for (Map.Entry<String, Entry> entry : entries.entrySet()) {
        String name = "./" + PackageFiles.name(entry);
        switch (entry.getValue()) {
          case Directory() -> put(tar, new TarArchiveEntry(name), 0755, new byte[0], time);
          case Link(String target) -> {
            var header = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            header.setLinkName(target);
            put(tar, header, 0777, new byte[0], time);
          }
          case Regular file ->
              put(tar, new TarArchiveEntry(name), file.mode(), file.contents().read(), time);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static void put(
      TarArchiveOutputStream tar, TarArchiveEntry header, int mode, byte[] bytes, Instant time)
      throws IOException {
    header.setMode(mode);
    header.setIds(0, 0);
    header.setNames("root", "root");
    header.setModTime(time.toEpochMilli());
    header.setSize(bytes.length);
    tar.putArchiveEntry(header);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static void member(ArArchiveOutputStream ar, String name, byte[] bytes, Instant time)
      throws IOException {
    ar.putArchiveEntry(
        new ArArchiveEntry(name, bytes.length, 0, 0, 0100644, time.getEpochSecond()));
    ar.write(bytes);
    ar.closeArchiveEntry();
  }
}
