package io.exporterkit.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.RunningExporter;
import io.exporterkit.Start;
import io.exporterkit.testing.server.Behaviour;
import io.exporterkit.testing.server.ScriptedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An exporter written with the kit is short, and whole: [QueueExporter].
@Timeout(60)
class MinimalExporterTest {
  private static final Path SOURCE =
      Path.of("src/test/java/io/exporterkit/example/QueueExporter.java");

  @Test
  void isAboutFiftyLinesOfCode() throws IOException {
    List<String> code =
        Files.readAllLines(SOURCE).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("//"))
            .filter(line -> !line.startsWith("import ") && !line.startsWith("package "))
            .toList();
    assertThat(code).hasSizeBetween(10, 52);
  }

  @Test
  void servesItsTargetItselfAndWhatTheOfficialClientHolds() throws Exception {
    try (ScriptedServer mailq =
            ScriptedServer.start(Behaviour.send("active 3\ndeferred 12\nwhat is this\n"));
        RunningExporter exporter = start(mailq)) {
      List<String> page = scrape(exporter.port());
      assertThat(page)
          .contains(
              "# TYPE mailq_messages gauge",
              "mailq_messages{queue=\"active\"} 3",
              "mailq_messages{queue=\"deferred\"} 12",
              "mailq_odd_lines_total 1",
              "mailq_up 1",
              "mailq_exporter_last_scrape_error{err=\"\"} 0",
              "mailq_exporter_collector_success{collector=\"queues\"} 1",
              "mailq_exporter_collector_outcome{collector=\"queues\",outcome=\"ok\"} 1",
              "mailq_exporter_scrapes_rejected_total 0");
      assertThat(page)
          .anyMatch(line -> line.startsWith("mailq_exporter_collector_duration_seconds{"));
      assertThat(scrape(exporter.port()))
          .contains("mailq_odd_lines_total 2", "mailq_exporter_scrapes_total 2");
    }
  }

  @Test
  void tellsABadLineAndAServiceThatIsGone() throws Exception {
    ScriptedServer mailq = ScriptedServer.start(Behaviour.send("active 3\ndeferred many\n"));
    try (RunningExporter exporter = start(mailq)) {
      assertThat(scrape(exporter.port()))
          .contains(
              "mailq_messages{queue=\"active\"} 3",
              "mailq_up 1",
              "mailq_exporter_collector_success{collector=\"queues\"} 0");
      mailq.close();
      assertThat(scrape(exporter.port()))
          .contains("mailq_up 0", "mailq_exporter_last_scrape_error{err=\"connection refused\"} 1");
    }
  }

  private static RunningExporter start(ScriptedServer mailq) {
    List<String> args =
        List.of("--web.listen-address=127.0.0.1:0", "--mailq.address=" + mailq.address());
    Start start = QueueExporter.exporter().start(args, Map.of(), System.out, System.err);
    return ((Start.Serving) start).exporter();
  }

  private static List<String> scrape(int port) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      return response.body().lines().toList();
    }
  }
}
