package io.exporterkit.redis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The way from the start to the first scrapes has neither a switch on types nor an `equals` or `hashCode` that the
/// compiler added to a record: each is linked at its first use, for 1 to 10 ms that no start-up cache saves.
class LinkedAtRunTimeTest {
  @Test
  void noSwitchOnTypesAndNoRecordMethodIsLinkedUpToTheSecondScrape() throws IOException {
    try (RedisServer redis = RedisServer.start(ServerKind.REDIS_8_0);
        ExporterProcess exporter =
            ExporterProcess.start(
                List.of("-Djava.lang.invoke.MethodHandle.TRACE_METHOD_LINKAGE=true"),
                "-redis.addr",
                redis.uri())) {
      for (String path :
          List.of("/health", "/metrics", "/metrics", "/scrape?target=" + redis.uri())) {
        try (InputStream page =
            URI.create("http://127.0.0.1:" + exporter.port() + path).toURL().openStream()) {
          assertThat(page.readAllBytes()).isNotEmpty();
        }
      }
      assertThat(
              exporter
                  .log()
                  .lines()
                  .filter(line -> line.startsWith("linkCallSite io.exporterkit.")))
          .isNotEmpty()
          .noneMatch(line -> line.contains("SwitchBootstraps") || line.contains("ObjectMethods"));
    }
  }
}
