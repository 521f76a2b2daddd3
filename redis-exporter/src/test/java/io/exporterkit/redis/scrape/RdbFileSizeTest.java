package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of the size of the snapshot, with include-rdb-file-size-metric.
class RdbFileSizeTest {
  private static final String SIZE = "redis_rdb_current_size_bytes";

  @TempDir Path folder;

  @Test
  void emitsTheSizeOfTheFileAndZeroWithoutOne() throws IOException {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-include-rdb-file-size-metric")) {
      assertThat(exporter.scrape(server.uri()).value(SIZE)).isZero();
      server.command("SET", "k", "v");
      server.command("SAVE");
      assertThat(exporter.scrape(server.uri()).value(SIZE))
          .isEqualTo(Files.size(server.directory().resolve("dump.rdb")));
    }
  }

  private static ReplayServer configured(String dir, String file) {
    StringBuilder reply = new StringBuilder("*4\r\n");
    for (String word : new String[] {"dir", dir, "dbfilename", file}) {
      int length = word.getBytes(StandardCharsets.UTF_8).length;
      reply.append("$%d\r\n%s\r\n".formatted(length, word));
    }
    return ReplayServer.of(ServerKind.REDIS_7_0).answer("CONFIG GET *", reply.toString());
  }

  /// A hostile server: a real one accepts no slash in dbfilename.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside",
        "/etc/hostname",
        "sub/inside",
        "..",
        ".",
        "link-out",
        "",
        "sub",
        "\u0000"
      })
  void neverLooksOutsideTheDirectory(String file) throws IOException {
    Path dir = Files.createDirectory(folder.resolve("dir"));
    Files.writeString(folder.resolve("outside"), "secret");
    Files.createDirectory(dir.resolve("sub"));
    Files.writeString(dir.resolve("sub/inside"), "secret");
    Files.createSymbolicLink(dir.resolve("link-out"), folder.resolve("outside"));
    try (ReplayServer server = configured(dir.toString(), file);
        Exporter exporter = Exporter.start("-include-rdb-file-size-metric")) {
      Page page = exporter.scrape(server.uri());
      assertThat(page.has(SIZE)).isFalse();
      assertThat(page.outcome("rdb_file_size")).isEqualTo("skipped");
      assertThat(page.error()).isEmpty();
    }
  }

  @Test
  void followsADirectoryThatIsALinkAndALinkWithinIt() throws IOException {
    Path dir = Files.createDirectory(folder.resolve("dir"));
    Files.writeString(dir.resolve("real.rdb"), "12345");
    Files.createSymbolicLink(dir.resolve("dump.rdb"), Path.of("real.rdb"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), dir);
    try (ReplayServer server = configured(link.toString(), "dump.rdb");
        Exporter exporter = Exporter.start("-include-rdb-file-size-metric")) {
      assertThat(exporter.scrape(server.uri()).value(SIZE)).isEqualTo(5);
    }
  }

  @Test
  void aDirectoryOfAnotherHostIsNoFile() {
    try (ReplayServer server = configured(folder.resolve("elsewhere").toString(), "dump.rdb");
        Exporter exporter = Exporter.start("-include-rdb-file-size-metric")) {
      assertThat(exporter.scrape(server.uri()).value(SIZE)).isZero();
    }
  }

  @Test
  void withoutConfigItIsSkipped() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter =
            Exporter.start("-include-rdb-file-size-metric", "-config-command", "-")) {
      Page page = exporter.scrape(server.uri());
      assertThat(page.outcome("rdb_file_size")).isEqualTo("skipped");
      assertThat(page.has(SIZE)).isFalse();
    }
  }
}
