package io.exporterkit.packaging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/// Writers of `.tar.gz` and `.zip` files. All files in an archive belong to root and have the same time.
final class Archives {
  private Archives() {}

  /// Writes a `.tar.gz` file.
  ///
  /// @param top name of the directory that the archive unpacks to
  /// @param time the time of all files
  static void tar(Tree tree, String top, Instant time, Path to) throws IOException {
    GzipParameters parameters = new GzipParameters();
    parameters.setCompressionLevel(Deflater.BEST_COMPRESSION);
    try (OutputStream file = Files.newOutputStream(to);
        GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(file, parameters);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      for (Tree.Entry entry : tree.entries()) {
        String link = entry.link();
        String name = top + "/" + entry.path() + (entry.isDirectory() ? "/" : "");
        TarArchiveEntry header =
            link == null
                ? new TarArchiveEntry(name)
                : new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        header.setModTime(time.toEpochMilli());
        header.setIds(0, 0);
        header.setNames("root", "root");
        if (link != null) {
          header.setLinkName(link);
        } else {
          header.setMode((entry.isDirectory() ? 0040000 : 0100000) | entry.mode());
          header.setSize(entry.isDirectory() ? 0 : Files.size(entry.file()));
        }
        tar.putArchiveEntry(header);
        if (link == null && !entry.isDirectory()) {
          Files.copy(entry.file(), tar);
        }
        tar.closeArchiveEntry();
      }
    }
  }

  /// Writes a `.zip` file. The tree has no symbolic links.
  ///
  /// @param top name of the directory that the archive unpacks to
  /// @param time the time of all files
  static void zip(Tree tree, String top, Instant time, Path to) throws IOException {
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(to)) {
      for (Tree.Entry entry : tree.entries()) {
        ZipArchiveEntry header =
            new ZipArchiveEntry(top + "/" + entry.path() + (entry.isDirectory() ? "/" : ""));
        header.setTime(time.toEpochMilli());
        header.setUnixMode((entry.isDirectory() ? 0040000 : 0100000) | entry.mode());
        zip.putArchiveEntry(header);
        if (!entry.isDirectory()) {
          Files.copy(entry.file(), zip);
        }
        zip.closeArchiveEntry();
      }
    }
  }
}
