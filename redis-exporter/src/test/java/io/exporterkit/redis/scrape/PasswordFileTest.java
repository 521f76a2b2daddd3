package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of a password file as a container mounts it, and of one without an entry for a target, on a real server.
class PasswordFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "s3cret\n", "s3cret\r\n"})
  void onePasswordIsForEveryTarget(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), text);
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0, "--requirepass", "s3cret");
        ExporterProcess process = start(server, file);
        Exporter exporter = Exporter.of(process)) {
      assertThat(exporter.metrics().up()).isTrue();
      assertThat(exporter.get(Exporter.scrapePath(server.uri()))).contains("\nredis_up 1\n");
      assertThat(process.log()).doesNotContain("level=WARN", "s3cret");
    }
  }

  @Test
  void onePasswordIsReadAgainWhenTheFileChanges() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "s3cret\n");
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0, "--requirepass", "s3cret");
        ExporterProcess process = start(server, file);
        Exporter exporter = Exporter.of(process)) {
      assertThat(exporter.metrics().up()).isTrue();
      server.command("CONFIG", "SET", "requirepass", "s3cond");
      Path next = Files.writeString(folder.resolve("next"), "s3cond\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      assertThat(exporter.metrics().up()).isTrue();
      assertThat(exporter.metrics().up()).isTrue();
      for (String wrong : new String[] {"", "{\"s3cond\"", "s3cond\ns3cond"}) {
        Files.writeString(file, wrong);
        assertThat(exporter.metrics().up()).isTrue();
        assertThat(exporter.metrics().up()).isTrue();
      }
      Files.delete(file);
      assertThat(exporter.metrics().up()).isTrue();
      assertThat(process.log().lines().filter(line -> line.contains("stay in use")))
          .hasSize(4)
          .allMatch(line -> line.contains("level=ERROR"));
      assertThat(process.log()).doesNotContain("s3c");
    }
  }

  @Test
  void aTargetWithoutAnEntryIsLoggedOnceWithTheKindOfTheNearest() throws IOException {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0, "--requirepass", "s3cret")) {
      Path file =
          Files.writeString(
              folder.resolve("passwords.json"), "{\"" + server.uri() + "/0\": \"s3cret\"}");
      try (ExporterProcess process = start(server, file);
          Exporter exporter = Exporter.of(process)) {
        for (int i = 0; i < 3; i++) {
          assertThat(exporter.metrics().up()).isFalse();
        }
        assertThat(exporter.get(Exporter.scrapePath("127.0.0.1:1"))).contains("\nredis_up 0\n");
        assertThat(process.log().lines().filter(line -> line.contains("no entry")))
            .hasSize(2)
            .anyMatch(line -> line.contains(server.uri() + ": ") && line.contains("/0 at the end"))
            .anyMatch(line -> line.contains("127.0.0.1:1") && line.contains("no entry is similar"));
        assertThat(process.log()).doesNotContain("s3cret");
      }
    }
  }

  private static ExporterProcess start(RedisServer server, Path file) {
    return ExporterProcess.start(
        "-debug", "-redis.addr", server.uri(), "-redis.password-file", file.toString());
  }
}
