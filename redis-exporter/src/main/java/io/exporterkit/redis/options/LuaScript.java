package io.exporterkit.redis.options;

import io.exporterkit.file.BoundedFile;
import io.exporterkit.file.FilePaths;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Lua script to run on targets, as its file held it when it was read. Immutable.
public final class LuaScript {
  private static final int LONGEST = 1 << 20;

  private final String filename;
  private final byte[] bytes;

  private LuaScript(String filename, byte[] bytes) {
    this.filename = filename;
    this.bytes = bytes;
  }

  /// The path as it was given.
  public String filename() {
    return filename;
  }

  /// What the file held, not a copy.
  public byte[] bytes() {
    return bytes;
  }

  /// The script that the file holds now.
  ///
  /// @throws IOException naming the file, and why it cannot be read
  public LuaScript readAgain() throws IOException {
    return new LuaScript(filename, read(filename));
  }

  /// Reads the files of a list of paths with commas between them, in that order; blank parts are passed over.
  ///
  /// @throws IOException naming the first that cannot be read, and why
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
