package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files of the repository that hold what a test expects, whole. With `-Dgolden=write` they are written instead of compared; what
/// changed is then reviewed as a diff.
final class Golden {
  private Golden() {}

  /// Fails unless the file holds exactly this text.
  ///
  /// @param file from the root of the repository
  static void check(String file, String text) {
    Path path = Installed.root().resolve(file);
    try {
      if ("write".equals(System.getProperty("golden"))) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return;
      }
      assertThat(path).as("%s: write it with `make golden docs`", file).exists();
      assertThat(text)
          .as("%s: if the change is meant, `make golden docs` and look at the diff", file)
          .isEqualTo(Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
