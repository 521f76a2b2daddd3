package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.Original;
import io.exporterkit.redis.servers.Promtool;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of the list of clients, with export-client-list.
class ClientsTest {
  private static final String LINE =
      "id=%s addr=%s laddr=127.0.0.1:6379 fd=8 name=%s age=10 idle=4 flags=N db=0 sub=1 psub=2"
          + " ssub=3 multi=-1 watch=4 qbuf=5 qbuf-free=6 argv-mem=10 multi-mem=0 rbs=16384 rbp=16384"
          + " obl=7 oll=8 omem=9 tot-mem=11 events=r cmd=get user=default redir=-1 resp=3"
          + " lib-name= lib-ver= io-thread=0 tot-net-in=12 tot-net-out=13 tot-cmds=14";

  @Test
  void leavesThePortOutUnlessAskedForIt() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        RespConnection client = server.connect();
        Exporter exporter = Exporter.start("-export-client-list")) {
      String id = client.command("CLIENT", "ID");
      client.command("CLIENT", "SETNAME", "app");
      assertThat(exporter.scrape(server.uri()).series("redis_connected_client_info"))
          .contains(
              "redis_connected_client_info{id=\"%s\",name=\"app\",flags=\"N\",db=\"0\",host=\"127.0.0.1\",user=\"default\",resp=\"2\"}"
                  .formatted(id));
      client.command("PING");
    }
  }

  @Test
  void emitsNothingUnlessAskedTo() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start()) {
      assertThat(exporter.scrape(server.uri()).series())
          .noneMatch(series -> series.startsWith("redis_connected_client_"));
      assertThat(server.calls("client|list")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=b", "id=1", "user=root,resp=9", "=", "age=x"})
  void keepsClientsWhoseNameHoldsAnEqualsSign(String name) {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        RespConnection client = server.connect();
        Exporter exporter = Exporter.start("-export-client-list")) {
      String id = client.command("CLIENT", "ID");
      client.command("CLIENT", "SETNAME", name);
      Page page = exporter.scrape(server.uri());
      assertThat(
              page.value(
                  "redis_connected_client_channel_subscriptions_count{id=\"%s\",name=\"%s\"}"
                      .formatted(id, name)))
          .isZero();
      assertThat(page.series("redis_connected_client_info"))
          .contains(
              "redis_connected_client_info{id=\"%s\",name=\"%s\",flags=\"N\",db=\"0\",host=\"127.0.0.1\",user=\"default\",resp=\"2\"}"
                  .formatted(id, name));
      client.command("PING");
    }
  }

  @Test
  void emitsClientsByIpv6AndUnixSocket() throws IOException {
    try (RedisServer server =
            RedisServer.start(
                ServerKind.REDIS_7_0, "--bind", "127.0.0.1", "::1", "--unixsocket", "r.sock");
        RespConnection six = RespConnection.open("[::1]:" + server.port());
        SocketChannel unix = SocketChannel.open(StandardProtocolFamily.UNIX);
        Original original = Original.startForTargets("-export-client-list", "-export-client-port");
        Exporter exporter = Exporter.start("-export-client-list", "-export-client-port")) {
      six.command("CLIENT", "SETNAME", "six");
      Path socket = server.directory().resolve("r.sock");
      unix.connect(UnixDomainSocketAddress.of(socket));
      unix.write(ByteBuffer.wrap("CLIENT SETNAME unix\r\n".getBytes(StandardCharsets.US_ASCII)));
      unix.read(ByteBuffer.allocate(5));
      Page page = exporter.scrape(server.uri());
      Comparison.of(
              page,
              original.scrape(server.uri()),
              series -> series.contains("name=\"six\"") || series.contains("name=\"unix\""))
          .hasSameSeries()
          .hasValuesWithin(3);
      assertThat(page.series("redis_connected_client_info"))
          .anyMatch(series -> series.contains("host=\"[::1]\",port=\""))
          .anyMatch(series -> series.contains("host=\"r.sock\",port=\"0\""));
      six.command("PING");
    }
  }

  /// Fields of Redis 8.8 as its documentation names them, because no such server is available to the tests.
  @Test
  void emitsWhatRedis88Adds() {
    String line = LINE + " read-events=21 parse-batch-cmd-sum=40 parse-batch-cnt=20\n";
    try (ReplayServer server =
            ReplayServer.of(ServerKind.REDIS_8_0)
                .answerBulk("CLIENT LIST", line.formatted("7", "127.0.0.1:50000", "app"));
        Exporter exporter = Exporter.start("-export-client-list")) {
      Page page = exporter.scrape(server.uri());
      String labels = "{id=\"7\",name=\"app\"}";
      assertThat(page.value("redis_connected_client_read_events_total" + labels)).isEqualTo(21);
      assertThat(page.value("redis_connected_client_pipeline_commands_total" + labels))
          .isEqualTo(40);
      assertThat(page.value("redis_connected_client_pipeline_batches_total" + labels))
          .isEqualTo(20);
      assertThat(page.value("redis_connected_client_shard_channel_watched_keys" + labels))
          .isEqualTo(4);
      assertThat(page.text())
          .contains("# TYPE redis_connected_client_read_events_total counter\n")
          .contains("# TYPE redis_connected_client_pipeline_commands_total counter\n")
          .contains("# TYPE redis_connected_client_pipeline_batches_total counter\n");
    }
  }

  /// A value ends where the next field begins, whether the field is known or not.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          id=3 addr=10.1.1.1:9 laddr=10.0.0.1:6379 name= shard=3 age=4 flags=N core=7 db=2 phase=idle | ''        | N  | 2
          id=3 addr=10.1.1.1:9 laddr=10.0.0.1:6379 name=web shard=3 age=4 flags=N db=2 x_y=1          | web       | N  | 2
          id=3 addr=10.1.1.1:9 name=web shard=3 age=4 flags=N db=2 x.y=1                              | web       | N  | 2
          id=3 addr=10.1.1.1:9 name= shard=3 age=4 flags=N db=2                                       | ''        | N  | 2
          new=1 id=3 addr=10.1.1.1:9 name=a=b age=4 flags=N tenant=5 db=2 tenant=6                    | a=b       | N  | 2
          id=3 addr=10.1.1.1:9 laddr=10.0.0.1:6379 name=a=b=c age=4 flags=N db=2                      | a=b=c     | N  | 2
          id=3 addr=10.1.1.1:9 fd=8 name=my app age=4 flags=N db=2                                    | my app    | N  | 2
          id=3 addr=10.1.1.1:9 fd=8 name=my app v=2 x age=4 flags=N db=2                              | my app v=2 x | N | 2
          id=3 addr=10.1.1.1:9 name=last flags=N db=2 net= extra=4                                    | last      | N  | 2
          id=3 addr=10.1.1.1:9 flags=N db=2 name=last extra=4 more=5                                  | last extra=4 more=5 | N | 2
          """)
  void aValueEndsWhereTheNextFieldBegins(String line, String name, String flags, String db) {
    try (ReplayServer server =
            ReplayServer.of(ServerKind.REDIS_7_0).answerBulk("CLIENT LIST", line + "\n");
        Exporter exporter = Exporter.start("-export-client-list")) {
      assertThat(exporter.scrape(server.uri()).series("redis_connected_client_info"))
          .containsExactly(
              "redis_connected_client_info{id=\"3\",name=\"%s\",flags=\"%s\",db=\"%s\",host=\"10.1.1.1\"}"
                  .formatted(name, flags, db));
    }
  }

  @Test
  void anythingAClientMaySendIsAValidPage() {
    String lines =
        LINE.formatted("1", "127.0.0.1:1", "quo\"te\\back")
            + "\n"
            + LINE.formatted("2", "/run/a b.sock:0", "two words")
            + "\n"
            + LINE.formatted("3", "fd40:1481:21:dbe0:7021:300:a03:1a06:44426", "\u0000\u00e4")
            + "\n"
            + "id=4\n"
            + "id=\n"
            + "\n"
            + "no fields at all\n"
            + "name=x id=5 age=-1 idle=NaN\n"
            + LINE.formatted("1", "127.0.0.1:1", "again");
    try (ReplayServer server =
            ReplayServer.of(ServerKind.REDIS_8_0).answerBulk("CLIENT LIST", lines);
        Exporter exporter = Exporter.start("-export-client-list", "-export-client-port")) {
      Page page = exporter.scrape(server.uri());
      assertThat(page.outcome("clients")).isEqualTo("ok");
      assertThat(page.series("redis_connected_client_info"))
          .contains(
              "redis_connected_client_info{id=\"1\",name=\"quo\\\"te\\\\back\",flags=\"N\",db=\"0\",host=\"127.0.0.1\",port=\"1\",user=\"default\",resp=\"3\"}",
              "redis_connected_client_info{id=\"2\",name=\"two words\",flags=\"N\",db=\"0\",host=\"/run/a b.sock\",port=\"0\",user=\"default\",resp=\"3\"}",
              "redis_connected_client_info{id=\"4\",name=\"\",flags=\"\",db=\"\",host=\"\"}")
          .anyMatch(series -> series.contains("host=\"fd40:1481:21:dbe0:7021:300:a03:1a06\""));
      assertThat(page.has("redis_connected_client_created_at_timestamp{id=\"4\",name=\"\"}"))
          .isFalse();
      assertThat(
              page.value("redis_connected_client_total_memory_consumed_bytes{id=\"4\",name=\"\"}"))
          .isZero();
      assertThat(Promtool.checkMetrics(page.text()))
          .noneMatch(line -> line.contains("error while linting"));
    }
  }

  @Test
  void aUserWhoMayNotListClientsLosesThatAlone() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter =
            Exporter.start("-export-client-list", "-redis.user", "ann", "-redis.password", "pw")) {
      server.command("ACL", "SETUSER", "ann", "on", ">pw", "+info", "+command|info");
      for (int i = 0; i < 3; i++) {
        Page page = exporter.scrape(server.uri());
        assertThat(page.up()).isTrue();
        assertThat(page.outcome("clients")).isEqualTo("forbidden");
        assertThat(page.error()).isEmpty();
      }
      assertThat(server.info("cmdstat_client|list").orElse("")).contains("rejected_calls=1,");
    }
  }

  /// The last list is longer than a string may be with this heap.
  @ParameterizedTest
  @ValueSource(ints = {5000, 8000, 20_000})
  void thousandsOfClientsFitASmallHeap(int clients) {
    String lines =
        IntStream.rangeClosed(1, clients)
            .mapToObj(i -> LINE.formatted(i, "10.0.0.1:" + (10_000 + i), "worker-" + i))
            .collect(Collectors.joining("\n"));
    try (ReplayServer server =
            ReplayServer.of(ServerKind.REDIS_8_0).answerBulk("CLIENT LIST", lines);
        ExporterProcess process =
            ExporterProcess.start("-export-client-list", "-export-client-port");
        Exporter exporter = Exporter.of(process)) {
      for (int i = 0; i < 3; i++) {
        Page page = exporter.scrape(server.uri());
        assertThat(page.up()).isTrue();
        assertThat(page.outcome("clients")).isEqualTo(clients < 10_000 ? "ok" : "failed");
        assertThat(page.series("redis_connected_client_info")).hasSize(Math.min(10_000, clients));
      }
      assertThat(process.isAlive()).isTrue();
    }
  }

  @Test
  void moreThanCanBeEmittedFailTheCollectorAlone() {
    String lines =
        IntStream.rangeClosed(1, 10_001).mapToObj(i -> "id=" + i).collect(Collectors.joining("\n"));
    try (ReplayServer server =
            ReplayServer.of(ServerKind.REDIS_8_0).answerBulk("CLIENT LIST", lines);
        Exporter exporter = Exporter.start("-export-client-list")) {
      Page page = exporter.scrape(server.uri());
      assertThat(page.up()).isTrue();
      assertThat(page.outcome("clients")).isEqualTo("failed");
      assertThat(page.series("redis_connected_client_info")).hasSize(10_000);
    }
  }
}
