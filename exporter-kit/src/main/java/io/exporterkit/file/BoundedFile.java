package io.exporterkit.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads files as a whole, up to a size. The message of an exception begins with the name of the file.
public final class BoundedFile {
  private BoundedFile() {}

  /// Returns what a file holds.
  ///
  /// @param most bytes it may hold, so that an endless one (`/dev/zero`) is refused
  /// @throws IOException naming the file, and why it cannot be read
  public static byte[] read(Path file, int most) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(most + 1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + " may not be read", e);
    } catch (FileSystemException e) {
      throw new IOException(file + " cannot be read: " + e.getReason(), e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
    if (bytes.length > most) {
      throw new IOException(file + " is larger than " + most + " bytes");
    }
    return bytes;
  }
}
