package io.exporterkit.redis.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.SentinelDeployment;
import io.exporterkit.redis.servers.ServerKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Tests of the log line that no key was checked because of the target's role.
class SkippedByRoleTest {
  private static final String MASTER =
      " skipped: no keys are checked: the target is not a replica, and skip-checkkeys-for-role-master is set";
  private static final String[] CHECKS = {
    "-skip-checkkeys-for-role-master",
    "-check-keys=*",
    "-count-keys=*",
    "-check-streams=*",
    "-check-key-groups=(.)"
  };

  private static int lines(ExporterProcess process, String text) {
    return (int) process.log().lines().filter(line -> line.contains(text)).count();
  }

  private static void assertIsLogged(ExporterProcess process, RedisServer server, int times) {
    for (String collector : List.of("keys", "count_keys", "streams")) {
      assertThat(lines(process, server.uri() + ": " + collector + MASTER))
          .as(collector)
          .isEqualTo(times);
    }
    assertThat(lines(process, "no keys are checked")).isEqualTo(3 * times);
  }

  @Test
  void aMasterThatIsSparedIsLoggedOnceForEachChangeOfItsRole() {
    try (RedisServer other = RedisServer.start(ServerKind.REDIS_7_0);
        RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        ExporterProcess process = ExporterProcess.start(CHECKS);
        Exporter exporter = Exporter.of(process)) {
      for (int i = 0; i < 3; i++) {
        assertThat(exporter.scrape(server.uri()).outcome("keys")).isEqualTo("skipped");
      }
      assertIsLogged(process, server, 1);

      server.command("REPLICAOF", "127.0.0.1", Integer.toString(other.port()));
      Await.until(
          Duration.ofSeconds(20),
          "the link",
          () -> server.info("master_link_status").equals(Optional.of("up")));
      assertThat(exporter.scrape(server.uri()).outcome("keys")).isEqualTo("ok");
      assertIsLogged(process, server, 1);

      server.command("REPLICAOF", "NO", "ONE");
      for (int i = 0; i < 3; i++) {
        assertThat(exporter.scrape(server.uri()).outcome("keys")).isEqualTo("skipped");
      }
      assertIsLogged(process, server, 2);
    }
  }

  @Test
  void eachTargetIsLogged() {
    try (RedisServer one = RedisServer.start(ServerKind.VALKEY_9_1);
        RedisServer two = RedisServer.start(ServerKind.REDIS_6_0);
        ExporterProcess process =
            ExporterProcess.start(
                "-skip-checkkeys-for-role-master", "-count-keys=*", "-log-format=json");
        Exporter exporter = Exporter.of(process)) {
      for (RedisServer server : List.of(one, two, one, two)) {
        assertThat(exporter.scrape(server.uri()).outcome("count_keys")).isEqualTo("skipped");
      }
      for (RedisServer server : List.of(one, two)) {
        List<String> lines =
            process
                .log()
                .lines()
                .filter(line -> line.contains(server.uri() + "\""))
                .filter(line -> line.contains("no keys are checked"))
                .toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
            .contains("\"collector\":\"count_keys\"")
            .contains("\"reason\":\"no keys are checked: the target is not a replica");
      }
    }
  }

  @Test
  void aReplicaOfAClusterIsLoggedOnce() {
    try (ReplayServer target =
            ReplayServer.empty()
                .answerBulk(
                    "INFO ALL",
                    """
                    redis_version:7.0.15
                    redis_mode:cluster
                    role:slave
                    master_host:127.0.0.1
                    cluster_enabled:1
                    db0:keys=3,expires=0,avg_ttl=0
                    """);
        ExporterProcess process =
            ExporterProcess.start("-check-keys=*", "-check-streams=*", "-check-key-groups=(.)");
        Exporter exporter = Exporter.of(process)) {
      for (int i = 0; i < 3; i++) {
        Page page = exporter.scrape(target.uri());
        for (String collector : List.of("keys", "streams", "key_groups")) {
          assertThat(page.outcome(collector)).isEqualTo("skipped");
        }
      }
      for (String collector : List.of("keys", "streams", "key_groups")) {
        assertThat(
                lines(
                    process,
                    " " + collector + " skipped: no keys are checked: a replica in a cluster"))
            .isEqualTo(1);
      }
    }
  }

  @Test
  void aSentinelIsLoggedOnce() {
    try (SentinelDeployment deployment = SentinelDeployment.start(ServerKind.REDIS_7_0);
        ExporterProcess process = ExporterProcess.start(CHECKS);
        Exporter exporter = Exporter.of(process)) {
      for (int i = 0; i < 3; i++) {
        Page page = exporter.scrape(deployment.first().uri());
        for (String collector : List.of("keys", "count_keys", "streams", "key_groups")) {
          assertThat(page.outcome(collector)).isEqualTo("skipped");
        }
        assertThat(page.error()).isEmpty();
      }
      for (String collector : List.of("keys", "count_keys", "streams", "key_groups")) {
        assertThat(lines(process, " " + collector + " skipped: no keys are checked: a sentinel"))
            .isEqualTo(1);
      }
    }
  }
}
