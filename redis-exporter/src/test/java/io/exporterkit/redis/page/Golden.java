package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files of the repository that hold the whole text that a test expects. With `-Dgolden=write` the files are written
/// instead of compared, and the changes are then reviewed as a diff.
public final class Golden {
  private Golden() {}

  /// Fails unless the file holds exactly this text.
  ///
  /// @param file path from the root of the repository
  public static void check(String file, String text) {
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
