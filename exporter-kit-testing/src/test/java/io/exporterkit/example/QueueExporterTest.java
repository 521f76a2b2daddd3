package io.exporterkit.example;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.RunningExporter;
import io.exporterkit.Start;
import io.exporterkit.metric.Catalogue;
import io.exporterkit.net.Dialer;
import io.exporterkit.testing.CollectorContract;
import io.exporterkit.testing.ExporterTester;
import io.exporterkit.testing.Promlint;
import io.exporterkit.testing.server.Behaviour;
import io.exporterkit.testing.server.Conversation;
import io.exporterkit.testing.server.Recorder;
import io.exporterkit.testing.server.ScriptedServer;
import io.prometheus.metrics.core.metrics.Counter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests of the example as its author would write them.
@Timeout(60)
class QueueExporterTest {
  private static final String TEXT = "active 3\ndeferred 12\nwhat is this\n";

  @Test
  void thePageIsGolden() {
    try (ScriptedServer mailq = ScriptedServer.start(Behaviour.send(TEXT))) {
      ExporterTester.of(QueueExporter.exporter())
          .against(mailq)
          .isGolden("mailq.txt")
          .hasLines("mailq_up 1", "mailq_messages{queue=\"active\"} 3")
          .passesPromlint();
    }
  }

  @Test
  void aProbeHasAPageOfItsOwn() {
    try (ScriptedServer mailq = ScriptedServer.start(Behaviour.send(TEXT))) {
      ExporterTester probe =
          ExporterTester.of(QueueExporter.exporter())
              .path("/probe?target=" + mailq.address())
              .passesPromlint();
      assertThat(probe.page()).contains("mailq_up 1\n").doesNotContain("process_");
      assertThatThrownBy(() -> probe.flags("--collector.queues=false"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the page was scraped before: set all before the first check");
    }
  }

  @Test
  void whatVariesIsMasked() {
    try (ScriptedServer mailq = ScriptedServer.start(Behaviour.send(TEXT))) {
      String page =
          ExporterTester.of(QueueExporter.exporter())
              .against("mailq.address", mailq.address())
              .mask("mailq_messages")
              .maskLabel("mailq_mess.*", "queue")
              .without("process_.*|mailq_exporter_scrape_duration_seconds")
              .masked();
      assertThat(page)
          .contains("mailq_messages{queue=\"\"} 0\nmailq_messages{queue=\"\"} 0\n")
          .contains("mailq_exporter_last_scrape_duration_seconds 0\n")
          .contains("mailq_exporter_build_info{version=\"\"")
          .doesNotContain("process_")
          .doesNotContain("mailq_exporter_scrape_duration_seconds")
          .endsWith("\n");
    }
  }

  @Test
  void failuresNameTheirReasons() {
    ExporterTester bad = ExporterTester.of(QueueExporter.exporter()).flags("--mailq.address=:x");
    assertThatThrownBy(bad::page)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("the exporter does not start: exit code 1\nflag -mailq.address: ");
    ExporterTester lost = ExporterTester.of(QueueExporter.exporter()).path("/none");
    assertThatThrownBy(lost::page)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("GET /none: status 404");
    try (ScriptedServer mailq = ScriptedServer.start(Behaviour.send(TEXT))) {
      ExporterTester good = ExporterTester.of(QueueExporter.exporter()).against(mailq.address());
      assertThatThrownBy(() -> good.hasLines("mailq_up 1", "mailq_up 0"))
          .isInstanceOf(AssertionError.class)
          .hasMessage("the page does not have the line\n  mailq_up 0\nbut\n  mailq_up 1");
      assertThatThrownBy(() -> good.hasLines("mailq_down 1"))
          .hasMessage(
              "the page does not have the line\n  mailq_down 1\nnor any sample of that name");
    }
  }

  @Test
  void theCollectorKeepsItsContract() {
    Counter oddLines = Counter.builder().name("odd").help("Odd.").build();
    CollectorContract.of(
            new QueueExporter.QueueCollector(oddLines),
            () -> new QueueExporter.QueueSessions(new Dialer()),
            ScriptedServer::socketAddress)
        .server(Behaviour.send(TEXT))
        .large(QueueExporterTest::queues)
        .check();
  }

  /// A mail queue with a number of queues.
  private static Behaviour queues(int number) {
    return Behaviour.send(
        IntStream.range(0, number).mapToObj(i -> "queue" + i + " 1\n").collect(joining()));
  }

  @Test
  void aRecordedConversationIsReplayed() {
    Conversation recorded;
    try (ScriptedServer real = ScriptedServer.start(Behaviour.send(TEXT));
        Recorder recorder = Recorder.to(real.address())) {
      ExporterTester.of(QueueExporter.exporter()).against(recorder.address()).page();
      recorded = recorder.conversations().getFirst();
    }
    try (ScriptedServer mailq = ScriptedServer.start(Behaviour.replay(recorded).cutAt(9))) {
      ExporterTester.of(QueueExporter.exporter())
          .against(mailq)
          .hasLines("mailq_messages{queue=\"active\"} 3", "mailq_up 1");
    }
  }

  @Test
  void aServerThatStallsIsReported() {
    try (ScriptedServer mailq = ScriptedServer.start(Behaviour.send(TEXT).stallAt(9))) {
      ExporterTester.of(QueueExporter.exporter())
          .against(mailq)
          .scrapeTimeout(Duration.ofSeconds(1))
          .hasLines(
              "mailq_messages{queue=\"active\"} 3",
              "mailq_exporter_collector_outcome{collector=\"queues\",outcome=\"timed_out\"} 1");
    }
  }

  @Test
  void metricsHaveGoodNames() {
    Catalogue catalogue = Catalogue.of(List.of(QueueExporter.QueueCollector.MESSAGES));
    assertThat(Promlint.strict().check(catalogue, "mailq")).isEmpty();
  }

  @Test
  void aRunningExporterIsTestedAndStaysOpen() {
    Start start =
        QueueExporter.exporter()
            .start(
                List.of("--web.listen-address=127.0.0.1:0", "--mailq.address=127.0.0.1:1"),
                Map.of(),
                System.out,
                System.err);
    try (RunningExporter running = ((Start.Serving) start).exporter()) {
      ExporterTester.of(running).hasLines("mailq_up 0");
      ExporterTester.of(running).hasLines("mailq_exporter_scrapes_total 2");
      ExporterTester flagged = ExporterTester.of(running).flags("--log.level=debug");
      assertThatThrownBy(flagged::page)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the exporter was started before: no flags can be set");
      ExporterTester unknown = ExporterTester.of(running);
      assertThatThrownBy(() -> unknown.against("127.0.0.1:1"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no option is known to hold the target: use against(flag, address)");
    }
  }
}
