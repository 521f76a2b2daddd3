package io.exporterkit.redis.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The captured replies. `testing/captures` has one folder for each server, and a folder has one file for each command:
/// `redis-7.0/slowlog-get-1.resp` has the bytes that a Redis 7.0 sent in reply to `SLOWLOG GET 1`. `testing/capture`
/// records the files.
public final class Captures {
  /// The suffix of each file name.
  public static final String ENDING = ".resp";

  private Captures() {}

  /// Returns the folder that contains the folders of all servers.
  public static Path folder() {
    return Installed.root().resolve("testing").resolve("captures");
  }

  /// Returns the folder of a server, such as `redis-7.0-sentinel`.
  ///
  /// @throws IllegalArgumentException when there are no captures of a server with this name
  public static Path folder(String server) {
    Path folder = folder().resolve(server);
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("no captures of " + server);
    }
    return folder;
  }

  /// Returns the names of the servers, in order.
  public static List<String> servers() {
    try (Stream<Path> folders = Files.list(folder())) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the name of the file with the reply to a command, without the suffix: the words of the command in lower
  /// case, joined by hyphens, without any `*`. In: `CONFIG GET *` Out: `config-get`
  public static String name(List<String> command) {
    return command.stream()
        .filter(word -> !word.equals("*"))
        .collect(Collectors.joining("-"))
        .toLowerCase(Locale.ROOT);
  }
}
