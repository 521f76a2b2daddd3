package io.exporterkit.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A reader of whole files up to a size. Stateless, and so safe for use by several threads.
public final class BoundedFile {
  private BoundedFile() {}

  /// Returns the contents of a file; an empty array for an empty file.
  ///
  /// @param most largest size in bytes, less than [Integer#MAX_VALUE]; an endless file such as `/dev/zero` is refused
  ///     after that many
  /// @throws IOException when the file does not exist, may not be read, cannot be read or is too large; the message
  ///     begins with the name of the file: `password.txt does not exist`
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
