package io.exporterkit.redis.options;

import io.exporterkit.file.BoundedFile;
import io.exporterkit.file.FilePaths;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Lua script to run on targets, with the content of its file at the time of reading. Immutable.
///
/// @param filename the path of the file, as written in the option
/// @param bytes the content of the file, which must not be changed
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LuaScript(String filename, byte[] bytes) {
  private static final int LONGEST = 1 << 20;

  /// Returns the script with the current content of the file.
  ///
  /// @throws IOException if the file cannot be read or is longer than 1 MiB; the message names the file
  public LuaScript readAgain() throws IOException {
    return new LuaScript(filename, read(filename));
  }

  /// Reads the files of a comma-separated list of paths, in the order of the list. Blank parts are skipped.
  ///
  /// @throws IOException if a file cannot be read or is longer than 1 MiB; the message names the first such file, or
  ///     its position in the list if the path must not be shown
  public static List<LuaScript> readAll(String commaList) throws IOException {
    List<LuaScript> scripts = new ArrayList<>();
    String[] parts = commaList.split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      String path = parts[i].strip();
      if (!path.isEmpty()) {
        if (!FilePaths.mayBeShown(path)) {
          throw new IOException("file number " + (i + 1) + " does not exist");
        }
        scripts.add(new LuaScript(path, read(path)));
      }
    }
    return List.copyOf(scripts);
  }

  private static byte[] read(String path) throws IOException {
    try {
      return BoundedFile.read(Path.of(path), LONGEST);
    } catch (InvalidPathException e) {
      throw new IOException("a file name is no path: " + e.getReason(), e);
    }
  }
}
