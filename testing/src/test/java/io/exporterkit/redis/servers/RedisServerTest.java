package io.exporterkit.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RedisServerTest {
  @ParameterizedTest
  @EnumSource
  void everyKindStartsAnswersAndLeavesNothing(ServerKind kind) {
    Path directory;
    long pid;
    try (RedisServer server = RedisServer.start(kind)) {
      directory = server.directory();
      pid = server.pid();
      String field =
          switch (kind) {
            case VALKEY_8_0, VALKEY_8_1, VALKEY_9_1 -> "valkey_version";
            case REDICT_7_3 -> "redict_version";
            case REDIS_EMBEDDED, REDIS_6_0, REDIS_7_0, REDIS_8_0 -> "redis_version";
          };
      assertThat(server.info(field)).get().asString().startsWith(kind.version() + ".");
      assertThat(server.info("process_id")).contains(Long.toString(pid));
      assertThat(server.command("SET", "k", "v")).isEqualTo("OK");
      assertThat(server.command("GET", "k")).isEqualTo("v");
      assertThat(server.command("GET", "absent")).isEqualTo("(nil)");
    }
    assertThat(directory).doesNotExist();
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void asksForThePasswordItWasStartedWith() {
    try (RedisServer server =
        RedisServer.start(ServerKind.REDIS_7_0, "--requirepass", "secret", "--maxmemory", "10mb")) {
      assertThat(server.command("CONFIG", "GET", "maxmemory")).isEqualTo("maxmemory\n10485760");
      server.command("ACL", "SETUSER", "ann", "on", ">pw", "+ping", "+get", "~*");
      assertThat(server.commandAs("ann", "pw", "PING")).isEqualTo("PONG");
      assertThatThrownBy(() -> server.commandAs("ann", "pw", "INFO"))
          .isInstanceOf(RespConnection.ErrorReply.class)
          .hasMessageStartingWith("NOPERM");
      try (RespConnection stranger = RespConnection.open(server.address())) {
        assertThatThrownBy(() -> stranger.command("GET", "k"))
            .hasMessage("NOAUTH Authentication required.");
      }
    }
  }

  @Test
  void countsTheCallsOfACommandAsTheServerDoes() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0)) {
      server.command("SLOWLOG", "LEN");
      server.command("SLOWLOG", "LEN");
      assertThat(server.calls("slowlog|len")).isEqualTo(2);
      assertThat(server.calls("slowlog|get")).isZero();
    }
  }

  @Test
  void comesBackOnTheSamePortAfterBeingKilledAndStopped() {
    try (RedisServer server = RedisServer.start(ServerKind.VALKEY_8_1)) {
      String first = server.info("run_id").orElseThrow();
      server.kill();
      assertThat(server.isAlive()).isFalse();
      assertThatThrownBy(() -> server.command("PING")).isInstanceOf(UncheckedIOException.class);
      server.restart();
      String second = server.info("run_id").orElseThrow();
      server.restart();
      assertThat(server.info("run_id")).get().isNotIn(first, second);
    }
  }

  @Test
  void standsStillWhilePaused() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        RespConnection connection = server.connect()) {
      server.pause();
      Thread asking = Thread.ofVirtual().start(() -> connection.command("PING"));
      Await.until(
          Duration.ofSeconds(5),
          "the stop",
          () -> Files.readString(Path.of("/proc/" + server.pid() + "/stat")).contains(") T "));
      assertThat(asking.isAlive()).isTrue();
      server.resume();
      Await.until(Duration.ofSeconds(5), () -> !asking.isAlive());
    }
  }

  @Test
  void showsTheLogOfAServerThatDoesNotComeUp() {
    assertThatThrownBy(() -> RedisServer.start(ServerKind.REDIS_7_0, "--maxmemory", "nonsense"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("redis-7.0 ended at once")
        .hasMessageContaining("maxmemory");
  }

  @Test
  void saysThatThePortIsTaken() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0)) {
      assertThatThrownBy(() -> RedisServer.startOn(server.port(), ServerKind.REDIS_7_0))
          .isInstanceOf(Ports.Taken.class);
    }
  }

  @Test
  void aReplicaFollowsItsMaster() {
    try (RedisServer master = RedisServer.start(ServerKind.REDIS_7_0, "--requirepass", "secret");
        RedisServer replica = RedisServer.startReplica(master, ServerKind.REDIS_7_0)) {
      master.command("SET", "k", "v");
      Await.until(Duration.ofSeconds(5), () -> replica.command("GET", "k").equals("v"));
      assertThat(replica.info("role")).contains("slave");
      replica.command("REPLICAOF", "NO", "ONE");
      assertThat(replica.info("role")).contains("master");
    }
  }

  @Test
  void aMissingProgramSaysHowToGetIt() {
    assertThatThrownBy(() -> Installed.program("redis-5.0", "redis-server"))
        .hasMessage("redis-server of redis-5.0 is missing: run testing/install-servers");
  }

  @Test
  void aSentinelKnowsItsMaster() {
    try (RedisServer master = RedisServer.start(ServerKind.REDIS_7_0);
        Sentinel sentinel = Sentinel.start(master)) {
      assertThat(sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster"))
          .isEqualTo("127.0.0.1\n" + master.port());
    }
  }
}
