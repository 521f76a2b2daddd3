package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.servers.Captures;
import io.exporterkit.redis.servers.Exposition;
import io.exporterkit.redis.servers.Installed;
import io.exporterkit.redis.servers.ReplayServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests of the whole page for every captured server, compared with a file.
class GoldenPageTest {
  private static final String FILE = "redis-exporter/src/test/resources/golden/%s/%s.prom";

  /// Values that differ at each scrape or on each machine: they are 0 in the files.
  private static final Pattern VARYING =
      Pattern.compile(
          "(?m)^(redis_exporter_(?:collector_duration_seconds|last_scrape_duration_seconds"
              + "|last_scrape_connect_time_seconds|scrape_duration_seconds_sum"
              + "|config_last_reload_success_timestamp_seconds)(?:\\{.*})?"
              + "|redis_start_time_seconds(?:\\{.*})?|process_[a-z_]+) .*$");

  private static final Pattern SCRAPES =
      Pattern.compile(
          "(?m)^(redis_exporter_(?:scrapes_total|scrape_duration_seconds_count|target_scrapes_total\\{outcome=\"[a-z]+\"\\})) 1$");

  private static final Pattern BUILD = Pattern.compile("(?m)^redis_exporter_build_info\\{.*}");

  static Stream<String> captures() {
    return Captures.servers().stream();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void withDefaultFlags(String capture) {
    check("default", capture);
  }

  @ParameterizedTest
  @MethodSource("captures")
  void withSettingsSystemMemoryAndRole(String capture) {
    check(
        "config-system-role",
        capture,
        "-include-config-metrics",
        "-include-system-metrics",
        "-append-instance-role-label");
  }

  private static void check(String folder, String capture, String... flags) {
    try (ReplayServer server = replay(capture);
        Exporter exporter = Exporter.start(withTarget(server.uri(), flags))) {
      String page = exporter.get("/metrics");
      Exposition.parse(page);
      String golden = masked(page);
      Golden.check(FILE.formatted(folder, capture), golden);
      // On the kept connection all commands are sent in one write: the page is the same.
      assertThat(masked(exporter.get("/metrics")))
          .isEqualTo(SCRAPES.matcher(golden).replaceAll("$1 2"));
    }
  }

  /// Replays a capture. One reply stands for the three of COMMANDLOG because only one was captured.
  private static ReplayServer replay(String capture) {
    ReplayServer server = ReplayServer.of(capture);
    if (capture.equals("valkey-8.1") || capture.equals("valkey-9.1")) {
      server.answer("COMMANDLOG LEN large-request", ":2\r\n");
      server.answer("COMMANDLOG LEN large-reply", ":3\r\n");
    }
    return server;
  }

  private static String[] withTarget(String uri, String... flags) {
    return Stream.concat(Stream.of("-redis.addr", uri), Stream.of(flags)).toArray(String[]::new);
  }

  private static String masked(String page) {
    return BUILD
        .matcher(VARYING.matcher(page).replaceAll("$1 0"))
        .replaceAll(
            "redis_exporter_build_info{version=\"\",commit_sha=\"\",build_date=\"\",java_version=\"\"}");
  }

  /// Returns a golden page, in which varying values are 0.
  static Exposition golden(String folder, String capture) throws IOException {
    return Exposition.parse(
        Files.readString(Installed.root().resolve(FILE.formatted(folder, capture))));
  }
}
