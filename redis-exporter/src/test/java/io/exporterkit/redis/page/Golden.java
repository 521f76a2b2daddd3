package io.exporterkit.redis.page;

import io.exporterkit.redis.servers.Installed;
import io.exporterkit.testing.GoldenFile;

/// The golden files of the repository; `make golden docs` writes them.
public final class Golden {
  private Golden() {}

  /// Fails unless the file holds exactly this text.
  ///
  /// @param file path from the root of the repository
  public static void check(String file, String text) {
    GoldenFile.at(Installed.root().resolve(file)).check(text);
  }
}
