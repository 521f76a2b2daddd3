package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisCluster;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests of the targets that requests to `/scrape` may name, and of the credentials that they receive.
class AllowedProbesTest {
  private static final String REFUSED = "redis_exporter_probes_refused_total{reason=\"%s\"}";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.0.0.0/8            | host
          127.0.0.1:1           | port
          rediss://127.0.0.1    | scheme
          unix:                 | host
          localhost             | host
          """)
  void aTargetThatIsNotListedReceivesNothing(String allowed, String cause) {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-redis.addr=", "-probe.allow", allowed)) {
      for (String parameters : new String[] {"", "&check-keys=a*", "&tls-server-name=x"}) {
        Exporter.Answer answer = exporter.fetch(Exporter.scrapePath(server.uri()) + parameters);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).startsWith("target not allowed: ").endsWith("\n");
      }
      assertThat(server.connections()).isZero();
      assertThat(exporter.metrics().value(REFUSED.formatted(cause))).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          redis://169.254.169.254          | metadata
          redis://[fe80::1]:6379           | link_local
          redis://2852039166:80            | metadata
          unix:///run/redis.sock           | unix
          """)
  void reservedAddressesAndUnixSocketsMustBeListed(String target, String cause) {
    try (Exporter exporter = Exporter.start("-redis.addr=")) {
      assertThat(exporter.status(Exporter.scrapePath(target))).isEqualTo(403);
      assertThat(exporter.metrics().value(REFUSED.formatted(cause))).isEqualTo(1);
    }
  }

  @Test
  void listedTargetsAreScrapedAndTheTargetOfTheFlagsAnyway() throws IOException {
    Path socket = folder.resolve("redis.sock");
    try (RedisServer own = RedisServer.start(ServerKind.REDIS_7_0);
        RedisServer other =
            RedisServer.start(ServerKind.REDIS_8_0, "--unixsocket", socket.toString());
        Exporter exporter =
            Exporter.start(
                "-redis.addr=" + own.uri(),
                "-probe.allow=redis://127.0.0.0/8:" + other.port() + ",localhost:" + other.port(),
                "-probe.allow=unix:" + folder + "/*")) {
      assertThat(exporter.metrics().up()).isTrue();
      assertThat(exporter.status(Exporter.scrapePath(own.uri()))).isEqualTo(403);
      assertThat(exporter.scrape(other.uri()).up()).isTrue();
      assertThat(exporter.scrape("redis://localhost:" + other.port()).up()).isTrue();
      assertThat(exporter.scrape("unix://" + socket).up()).isTrue();
      assertThat(exporter.status(Exporter.scrapePath("unix:///run/x.sock"))).isEqualTo(403);
      assertThat(exporter.metrics().up()).isTrue();
    }
  }

  /// A name leads to a listed address, and then to another one: the address that is dialled decides.
  @Test
  void aNameThatLeadsElsewhereIsRefused() throws IOException {
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 db.test\n");
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        ServerSocket elsewhere =
            new ServerSocket(server.port(), 5, InetAddress.getByName("127.0.0.9"));
        ExporterProcess process =
            ExporterProcess.start(
                List.of("-Djdk.net.hosts.file=" + hosts),
                "-redis.addr=",
                "-connection.max-age=0",
                "-probe.allow=127.0.0.1");
        Exporter exporter = Exporter.of(process)) {
      String target = "redis://db.test:" + server.port();
      assertThat(exporter.scrape(target).up()).isTrue();
      Files.writeString(hosts, "127.0.0.9 db.test\n");
      Exporter.Answer answer = exporter.fetch(Exporter.scrapePath(target));
      assertThat(answer.status()).isEqualTo(403);
      elsewhere.setSoTimeout(1);
      assertThat(org.assertj.core.api.Assertions.catchThrowable(elsewhere::accept))
          .isInstanceOf(java.net.SocketTimeoutException.class);
      Files.writeString(hosts, "169.254.169.254 db.test\n");
      assertThat(exporter.fetch(Exporter.scrapePath(target)).body())
          .isEqualTo(
              "target not allowed: its address is that of a cloud's metadata service, which must be listed in probe.allow by address\n");
      Files.writeString(hosts, "127.0.0.9 db.test\n127.0.0.1 db.test\n");
      assertThat(exporter.scrape(target).up()).isTrue();
      assertThat(exporter.metrics().value(REFUSED.formatted("host"))).isEqualTo(1);
      assertThat(process.log().lines().filter(line -> line.contains("WARN")))
          .hasSize(2)
          .allMatch(line -> line.contains("db.test:" + server.port() + ": target not allowed"));
    }
  }

  @Test
  void nodesToWhichAListedTargetLeadsMustBeListedAsWell() {
    try (RedisCluster cluster = RedisCluster.start(ServerKind.REDIS_8_0)) {
      for (int i = 0; i < 50; i++) {
        cluster.command("SET", "key" + i, "x");
      }
      RedisServer seed = cluster.master(0);
      String path = Exporter.scrapePath(seed.uri()) + "&check-keys=key*";
      try (Exporter listed =
              Exporter.start("-redis.addr=", "-is-cluster", "-probe.allow=127.0.0.1");
          Exporter alone =
              Exporter.start(
                  "-redis.addr=", "-is-cluster", "-probe.allow=127.0.0.1:" + seed.port())) {
        assertThat(listed.get(path).lines().filter(line -> line.startsWith("redis_key_size")))
            .hasSize(50);
        String page = alone.get(path);
        assertThat(page).contains("\nredis_up 1\n").contains("target not allowed");
        assertThat(page.lines().filter(line -> line.startsWith("redis_key_size")))
            .hasSizeBetween(1, 49);
      }
    }
  }

  @Test
  void targetsOfThePasswordFileAreListed() throws IOException {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0, "--requirepass", "s3cret")) {
      Path file =
          Files.writeString(
              folder.resolve("passwords.json"), "{\"" + server.uri() + "\": \"s3cret\"}");
      for (String flag : new String[] {"-probe.allow=10.0.0.0/8", "-probe.credentials=listed"}) {
        try (Exporter exporter =
            Exporter.start("-redis.addr=", flag, "-redis.password-file=" + file)) {
          assertThat(exporter.scrape(server.uri()).up()).isTrue();
        }
      }
    }
  }

  @Test
  void withListedAloneTheCredentialsOfTheFlagsAreSentToListedTargets() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0)) {
      server.requirePassword("s3cret");
      try (Exporter all = Exporter.start("-redis.addr=", "-redis.password=s3cret");
          Exporter none =
              Exporter.start(
                  "-redis.addr=", "-redis.password=s3cret", "-probe.credentials=listed");
          Exporter listed =
              Exporter.start(
                  "-redis.addr=",
                  "-redis.password=s3cret",
                  "-probe.credentials=LISTED",
                  "-probe.allow=127.0.0.1")) {
        assertThat(none.scrape(server.uri()).up()).isFalse();
        assertThat(server.commandLines()).noneMatch(line -> line.contains("s3cret"));
        assertThat(all.scrape(server.uri()).up()).isTrue();
        server.clear();
        assertThat(listed.scrape(server.uri()).up()).isTrue();
        assertThat(server.commandLines()).anyMatch(line -> line.contains("s3cret"));
      }
    }
  }

  @Test
  void theTargetOfTheFlagsReceivesItsCredentialsAnyway() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0, "--requirepass", "s3cret");
        Exporter exporter =
            Exporter.start(
                "-redis.addr=" + server.uri(),
                "-redis.password=s3cret",
                "-probe.credentials=listed")) {
      assertThat(exporter.metrics().up()).isTrue();
      assertThat(exporter.scrape(server.uri()).up()).isFalse();
      assertThat(exporter.metrics().up()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -redis.password=s3cret | the password of redis.password is sent to any target that a request to /scrape names: set probe.allow, or probe.credentials=listed
          -probe.credentials=listed | -probe.credentials: no target is listed: set probe.allow or redis.password-file
          -probe.allow=10.0.0.1 -disable-scrape-endpoint | -probe.allow: ignored with disable-scrape-endpoint
          """)
  void doubtfulSettingsAreWarnedOf(String flags, String warning) {
    try (ExporterProcess process = ExporterProcess.start(flags.split(" ", -1))) {
      assertThat(process.log()).contains("level=WARN").contains(warning).doesNotContain("s3cret");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -probe.allow=10.0.0.1 -redis.password=s3cret
          -probe.credentials=listed -probe.allow=* -redis.password=s3cret
          -probe.credentials=listed -redis.password=s3cret -disable-scrape-endpoint
          """)
  void listedTargetsNeedNoWarning(String flags) {
    try (ExporterProcess process = ExporterProcess.start(flags.split(" ", -1))) {
      assertThat(process.log()).doesNotContain("level=WARN", "s3cret");
      assertThat(process.log().contains("/scrape is open to any target")).isFalse();
    }
  }
}
