package io.exporterkit.redis.options;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
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
    for (String part : commaList.split(",", -1)) {
      String path = part.strip();
      if (!path.isEmpty()) {
        scripts.add(new LuaScript(path, read(path)));
      }
    }
    return List.copyOf(scripts);
  }

  private static byte[] read(String path) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      bytes = in.readNBytes(LONGEST + 1);
    } catch (InvalidPathException e) {
      throw new IOException("'" + path + "' is no path: " + e.getReason(), e);
    } catch (NoSuchFileException e) {
      throw new IOException("cannot read " + path + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException("cannot read " + path + ": permission denied", e);
    } catch (FileSystemException e) {
      throw new IOException("cannot read " + path + ": " + e.getReason(), e);
    } catch (IOException e) {
      throw new IOException("cannot read " + path + ": " + e.getMessage(), e);
    }
    if (bytes.length > LONGEST) {
      throw new IOException(path + " holds more than " + LONGEST + " bytes");
    }
    return bytes;
  }
}
