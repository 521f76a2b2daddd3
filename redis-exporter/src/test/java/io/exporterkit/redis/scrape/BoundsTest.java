package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.MisbehavingServer;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Tests of the limits on everything that a request or a target can make grow.
class BoundsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  // The listener itself accepts fewer connections than there are descriptors for targets.
  private static final String MANY_REQUESTS = "-Dio.exporterkit.web.maxConnections=100";

  private static int clients(RedisServer server) {
    return Integer.parseInt(server.info("connected_clients").orElseThrow());
  }

  @Test
  void namesThatChangeNothingShareOneConnection() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_8_0);
        Exporter exporter = Exporter.start("-redis.addr=")) {
      int before = clients(server);
      for (int i = 0; i < 100; i++) {
        assertThat(exporter.scrape("redis://u" + i + "@127.0.0.1:" + server.port()).up()).isTrue();
      }
      assertThat(clients(server) - before).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aServerKeepsAFewConnectionsWhateverIsAskedOfIt() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_8_0);
        Exporter exporter = Exporter.start("-redis.addr=")) {
      int before = clients(server);
      for (int i = 0; i < 16; i++) {
        assertThat(exporter.scrape(server.uri() + "/" + i).up()).isTrue();
      }
      Await.until(SOON, () -> clients(server) - before <= 4);
    }
  }

  @Test
  void databasesThatAreMissingAreNotTriedOneByOne() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_8_0);
        Exporter exporter = Exporter.start("-redis.addr=")) {
      for (int i = 0; i < 60; i++) {
        exporter.get(
            Exporter.scrapePath(server.uri()) + "&check-single-keys=db" + (9000 - i) + "%3Dk");
      }
      Page page = exporter.scrape(server.uri());
      double errors = page.series("redis_errors_total").stream().mapToDouble(page::value).sum();
      assertThat(errors).isBetween(1.0, 16.0);
    }
  }

  @Test
  void textsOfErrorsCountAsMemory() {
    String list = "*1200\r\n" + ("-ERR " + "x".repeat(60_000) + "\r\n").repeat(1200);
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0).answer("SLOWLOG GET 1", list);
        Exporter exporter = Exporter.startApart("-redis.addr", server.uri())) {
      for (int i = 0; i < 3; i++) {
        Page page = exporter.metrics();
        assertThat(page.up()).isTrue();
        assertThat(page.outcome("slowlog")).isEqualTo("failed");
        assertThat(page.outcome("latency")).isEqualTo("ok");
      }
      assertThat(exporter.log()).doesNotContain("OutOfMemory", "heap space");
    }
  }

  private static String longInfo(int bytes) {
    StringBuilder info = new StringBuilder(bytes + 100);
    info.append("# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\nrun_id:a1\r\n");
    info.append("uptime_in_seconds:100\r\nused_memory:4096\r\n");
    for (int i = 0; info.length() < bytes; i++) {
      info.append("cmdstat_command").append(i).append(":calls=1,usec=2,usec_per_call=2.00\r\n");
    }
    return info.toString();
  }

  @Test
  void ofAnInfoThatIsTooLongTheFirstPartIsRead() {
    try (ReplayServer server =
            ReplayServer.of(ServerKind.REDIS_7_0).answerBulk("INFO ALL", longInfo(4_500_000));
        Exporter exporter = Exporter.startApart("-redis.addr", server.uri())) {
      for (int i = 0; i < 3; i++) {
        Page page = exporter.metrics();
        assertThat(page.up()).isTrue();
        assertThat(page.outcome("info")).isEqualTo("failed");
        assertThat(page.value("redis_memory_used_bytes")).isEqualTo(4096);
        assertThat(page.series("redis_commands_total").size()).isGreaterThan(40_000);
        assertThat(page.error()).startsWith("info: ");
      }
      assertThat(exporter.log()).doesNotContain("works again", "OutOfMemory");
    }
  }

  @Test
  void ofVeryManyClientsTheFirstAreRead() {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < 14_000; i++) {
      list.append("id=").append(i).append(" addr=10.1.2.3:50000 laddr=10.1.2.4:6379 fd=8 name=w");
      list.append(i).append(" age=5 idle=0 flags=N db=0 sub=0 psub=0 ssub=0 multi=-1 watch=0");
      list.append(" qbuf=26 qbuf-free=20448 argv-mem=10 multi-mem=0 rbs=1024 rbp=0 obl=0 oll=0");
      list.append(" omem=0 tot-mem=22426 events=r cmd=client|list user=default redir=-1 resp=2");
      list.append(" lib-name= lib-ver=\n");
    }
    try (ReplayServer server =
            ReplayServer.of(ServerKind.REDIS_7_0).answerBulk("CLIENT LIST", list.toString());
        Exporter exporter =
            Exporter.startApart("-redis.addr", server.uri(), "-export-client-list")) {
      for (int i = 0; i < 3; i++) {
        Page page = exporter.metrics();
        assertThat(page.up()).isTrue();
        assertThat(page.outcome("clients")).isEqualTo("failed");
        assertThat(page.series("redis_connected_client_info")).hasSize(10_000);
        assertThat(page.error()).startsWith("clients: ");
      }
      assertThat(exporter.log()).doesNotContain("works again", "OutOfMemory");
    }
  }

  @Test
  void aListThatIsTooLongIsAFailureEachTime() {
    String list = "*" + (2 << 20) + "\r\n";
    try (ReplayServer server =
            ReplayServer.of(ServerKind.REDIS_7_0).answer("LATENCY LATEST", list);
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      for (int i = 0; i < 3; i++) {
        Page page = exporter.metrics();
        assertThat(page.outcome("latency")).isEqualTo("failed");
        assertThat(page.error()).startsWith("latency: ").contains("reply too large");
      }
    }
  }

  @Test
  void whatIsForbiddenAndWhatIsMissingAreDistinguished() {
    try (ReplayServer server =
            ReplayServer.of(ServerKind.REDIS_7_0).forbid("SLOWLOG").without("LATENCY");
        Exporter exporter = Exporter.startApart("-redis.addr", server.uri())) {
      for (int i = 0; i < 3; i++) {
        Page page = exporter.metrics();
        assertThat(page.outcome("slowlog")).isEqualTo("forbidden");
        assertThat(page.outcome("latency")).isEqualTo("skipped");
      }
      assertThat(exporter.log().split("ACL SETUSER default \\+slowlog\\|len", -1)).hasSize(2);
    }
  }

  @Test
  void aRefusalThatPassesIsNotRemembered() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      for (String passing :
          List.of(
              "-ERR max number of clients reached",
              "-DENIED Redis is running in protected mode",
              "-LOADING Redis is loading the dataset in memory")) {
        server.answer("SLOWLOG LEN", passing + "\r\n");
        assertThat(exporter.metrics().outcome("slowlog")).isEqualTo("failed");
        server.answer("SLOWLOG LEN", ":14\r\n");
        assertThat(exporter.metrics().outcome("slowlog")).isEqualTo("ok");
      }
    }
  }

  /// 8 of 60 descriptors are for connections to targets.
  @Test
  void outOfDescriptorsHasItsOwnReasonAndPasses() throws Exception {
    try (MisbehavingServer hanging = MisbehavingServer.start(MisbehavingServer.hang());
        RedisServer good = RedisServer.start(ServerKind.REDIS_8_0);
        Exporter exporter =
            Exporter.of(
                ExporterProcess.startWithOpenFiles(60, List.of(MANY_REQUESTS), "-redis.addr="));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String path = Exporter.scrapePath("redis://127.0.0.1:" + hanging.port() + "/");
      List<Future<Page>> held = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        String own = path + i;
        held.add(threads.submit(() -> exporter.fetch(own, 6).page()));
      }
      List<String> errors = new ArrayList<>();
      for (Future<Page> page : held) {
        errors.add(page.get().error());
      }
      assertThat(errors)
          .containsOnly("the exporter is out of file descriptors", "timed out waiting for INFO");
      Await.until(SOON, () -> exporter.scrape(good.uri(), 5).up());
      assertThat(exporter.log()).doesNotContain("cannot connect");
      assertThat(exporter.log().split("raise the limit on open files", -1)).hasSize(2);
    }
  }

  @Test
  void withoutDescriptorsTheOldestIdleConnectionIsClosed() {
    List<ReplayServer> servers = new ArrayList<>();
    try (Exporter exporter = Exporter.of(ExporterProcess.startWithOpenFiles(60, "-redis.addr="))) {
      for (int i = 0; i < 12; i++) {
        ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0);
        servers.add(server);
        assertThat(exporter.scrape(server.uri()).error()).isEmpty();
      }
      assertThat(exporter.metrics().value("redis_exporter_kept_connections")).isEqualTo(8);
      exporter.scrape(servers.getLast().uri());
      exporter.scrape(servers.getFirst().uri());
      assertThat(servers.getLast().connections()).isEqualTo(1);
      assertThat(servers.getFirst().connections()).isEqualTo(2);
      assertThat(exporter.log()).doesNotContain("out of file descriptors");
    } finally {
      servers.forEach(ReplayServer::close);
    }
  }

  @Test
  void aListenerWithoutDescriptorsNeitherSpinsNorStaysDeaf() throws IOException {
    try (Exporter exporter = Exporter.of(ExporterProcess.startWithOpenFiles(90, "-redis.addr="))) {
      List<Socket> sockets = new ArrayList<>();
      try {
        for (int i = 0; i < 150; i++) {
          sockets.add(new Socket(InetAddress.getLoopbackAddress(), exporter.port()));
        }
        double before = exporter.process().cpuSeconds();
        long until = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        Await.until(SOON, () -> System.nanoTime() >= until);
        assertThat(exporter.process().cpuSeconds() - before).isLessThan(0.7);
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
      Await.until(SOON, () -> exporter.status("/health") == 200);
    }
  }
}
