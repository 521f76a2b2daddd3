package io.exporterkit.tls;

import io.exporterkit.file.BoundedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A text in PEM form ([RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)): certificates, or a private key. Immutable.
///
/// @param name of the text in messages: its file, or where else the text stands
/// @param text may hold a private key, and is not shown
public record Pem(String name, String text) {
  // Ten times the size of a system's file of certificate authorities.
  private static final int MOST_BYTES = 2 << 20;

  /// Reads a file of up to 2 MB, whose path is the name of the text.
  ///
  /// @throws IOException when the file cannot be read; the message names the file and the reason
  public static Pem read(Path file) throws IOException {
    return read(file, file.toString());
  }

  /// Reads a file of up to 2 MB.
  ///
  /// @param name of the text in messages, in place of the path
  /// @throws IOException when the file cannot be read; the message contains the name and the reason
  public static Pem read(Path file, String name) throws IOException {
    try {
      return new Pem(
          name, new String(BoundedFile.read(file, MOST_BYTES), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new IOException(String.valueOf(e.getMessage()).replace(file.toString(), name), e);
    }
  }

  /// Returns the name.
  @Override
  public String toString() {
    return name;
  }
}
