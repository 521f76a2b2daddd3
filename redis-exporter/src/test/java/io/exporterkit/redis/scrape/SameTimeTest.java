package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.MisbehavingServer;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.servers.SlowLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests of requests at the same time: equal ones share a scrape, different ones never wait for each other.
class SameTimeTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void equalRequestsAreOneScrape() throws Exception {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        // Slow enough for all requests to arrive during the first one's scrape.
        SlowLink link = SlowLink.to(server.address(), Duration.ofMillis(400));
        Exporter exporter = Exporter.start("-redis.addr", link.uri())) {
      assertThat(exporter.metrics().error()).isEmpty();
      long before = server.calls("info") + 1; // the count includes the INFO that reads it
      List<Future<Exporter.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String path = i % 2 == 0 ? "/metrics" : Exporter.scrapePath(link.uri());
        answers.add(threads.submit(() -> exporter.fetch(path, 60)));
      }
      Set<String> whole = Set.copyOf(answers.getFirst().get(10, TimeUnit.SECONDS).page().series());
      for (int i = 0; i < 20; i++) {
        Page page = answers.get(i).get(10, TimeUnit.SECONDS).page();
        assertThat(page.error()).isEmpty();
        if (i % 2 == 0) {
          assertThat(Set.copyOf(page.series())).isEqualTo(whole);
        }
        assertThat(page.outcomes().values()).isSubsetOf("ok", "skipped");
        assertThat(page.value("redis_exporter_scrapes_total")).isEqualTo(2);
      }
      assertThat(server.calls("info") - before).isEqualTo(1);
      assertThat(exporter.metrics().value("redis_exporter_scrapes_total")).isEqualTo(3);
    }
  }

  @Test
  void aScrapeLastsAsLongAsTheMostPatientOfThoseWhoWait() throws Exception {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        SlowLink link = SlowLink.to(server.address(), Duration.ZERO);
        Exporter exporter = Exporter.start("-redis.addr", link.uri())) {
      long before = server.calls("info") + 1;
      link.stall();
      Future<Exporter.Answer> hurried = threads.submit(() -> exporter.fetch("/metrics", 1));
      Await.until(SOON, () -> link.connections() == 1);
      Future<Exporter.Answer> patient = threads.submit(() -> exporter.fetch("/metrics", 30));

      Exporter.Answer early = hurried.get(10, TimeUnit.SECONDS);
      assertThat(early.took()).isLessThan(Duration.ofSeconds(1));
      assertThat(early.page().up()).isFalse();
      assertThat(early.page().error()).isEqualTo("timed out waiting for INFO");
      assertThat(patient.isDone()).isFalse();

      link.resume();
      Page page = patient.get(10, TimeUnit.SECONDS).page();
      assertThat(page.error()).isEmpty();
      assertThat(page.up()).isTrue();
      assertThat(server.calls("info") - before).isEqualTo(1);
      assertThat(link.connections()).isEqualTo(1);
    }
  }

  @Test
  void aJoinerInAHurryDoesNotCutTheScrapeShort() throws Exception {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        SlowLink link = SlowLink.to(server.address(), Duration.ZERO);
        Exporter exporter = Exporter.start("-redis.addr", link.uri())) {
      link.stall();
      Future<Exporter.Answer> patient = threads.submit(() -> exporter.fetch("/metrics", 30));
      Await.until(SOON, () -> link.connections() == 1);
      assertThat(exporter.fetch("/metrics", 0.4).page().up()).isFalse();
      link.resume();
      assertThat(patient.get(10, TimeUnit.SECONDS).page().error()).isEmpty();
      assertThat(link.connections()).isEqualTo(1);
    }
  }

  @Test
  void differentTargetsDoNotWaitForEachOther() throws Exception {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        MisbehavingServer hanging = MisbehavingServer.start(MisbehavingServer.hang());
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      exporter.metrics();
      List<Future<Exporter.Answer>> stuck = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        String path = Exporter.scrapePath(hanging.uri() + "/" + i);
        stuck.add(threads.submit(() -> exporter.fetch(path, 3)));
      }
      Await.until(SOON, () -> hanging.connections() == 15);
      for (int i = 0; i < 5; i++) {
        Exporter.Answer answer = exporter.fetch("/metrics", 2);
        assertThat(answer.took()).isLessThan(Duration.ofSeconds(1));
        assertThat(answer.page().error()).isEmpty();
      }
      assertThat(stuck).noneMatch(Future::isDone);
      for (Future<Exporter.Answer> answer : stuck) {
        assertThat(answer.get(10, TimeUnit.SECONDS).page().up()).isFalse();
      }
    }
  }

  @Test
  void moreThanTheMostAreRefusedAndCounted() throws Exception {
    try (MisbehavingServer hanging = MisbehavingServer.start(MisbehavingServer.hang());
        Exporter exporter = Exporter.start("-redis.addr", "", "-web.max-requests", "2")) {
      List<Future<Exporter.Answer>> stuck = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        String path = Exporter.scrapePath(hanging.uri() + "/" + i);
        stuck.add(threads.submit(() -> exporter.fetch(path, 3)));
      }
      Await.until(SOON, () -> hanging.connections() == 2);

      Exporter.Answer refused = exporter.fetch(Exporter.scrapePath(hanging.uri() + "/2"), 2);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).startsWith("busy: 2 scrapes are running");
      assertThat(refused.took()).isLessThan(Duration.ofSeconds(1));
      assertThat(exporter.get("/health")).isEqualTo("ok");
      assertThat(exporter.get("/")).contains("<a href=\"/metrics\"");
      Page own = exporter.metrics();
      assertThat(own.value("redis_exporter_scrapes_rejected_total")).isEqualTo(1);
      assertThat(own.value("redis_exporter_scrapes_in_flight")).isEqualTo(2);

      // An equal request needs no place of its own.
      Exporter.Answer joined = exporter.fetch(Exporter.scrapePath(hanging.uri() + "/0"), 1);
      assertThat(joined.status()).isEqualTo(200);
      for (Future<Exporter.Answer> answer : stuck) {
        assertThat(answer.get(10, TimeUnit.SECONDS).page().up()).isFalse();
      }
      Await.until(SOON, () -> exporter.metrics().value("redis_exporter_scrapes_in_flight") == 0);
      assertThat(exporter.status(Exporter.scrapePath("redis://127.0.0.1:1"))).isEqualTo(200);
    }
  }
}
