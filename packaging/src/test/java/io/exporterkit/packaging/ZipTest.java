package io.exporterkit.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The archive for machines with a Java runtime.
class ZipTest {
  @TempDir Path directory;
  private String launcher = "";

  @BeforeEach
  void unpack() throws IOException {
    try (var zip =
        new org.apache.commons.compress.archivers.zip.ZipFile.Builder()
            .setPath(Built.file("-jar.zip"))
            .get()) {
      for (var entry : java.util.Collections.list(zip.getEntries())) {
        Path file = directory.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          try (var content = zip.getInputStream(entry)) {
            Files.copy(content, file);
          }
          assertThat(file.toFile().setExecutable((entry.getUnixMode() & 0100) != 0)).isTrue();
        }
      }
    }
    launcher =
        directory.resolve("redis-exporter-" + Built.version() + "/bin/redis-exporter").toString();
  }

  @Test
  void runsOnAnyRuntimeOfTheRightVersion() {
    try (RedisServer redis = RedisServer.start(ServerKind.REDIS_8_0);
        ExporterProcess exporter =
            ExporterProcess.startInstalled(
                List.of("env", "JAVA_HOME=" + System.getProperty("java.home"), launcher),
                "-redis.addr",
                redis.uri())) {
      assertThat(Http.get(exporter.port(), "/metrics")).contains("\nredis_up 1\n");
    }
  }

  @Test
  void namesWhatIsMissing() {
    ExporterProcess.Refusal end =
        ExporterProcess.end(List.of("env", "JAVA_HOME=" + directory, launcher, "-version"));
    assertThat(end.code()).isEqualTo(1);
    assertThat(end.lines())
        .containsExactly(
            "redis-exporter: no Java 25 runtime: set JAVA_HOME to one, or put its java on the path");
  }
}
