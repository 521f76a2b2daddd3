package io.exporterkit.door;

import io.exporterkit.Exporter;
import io.exporterkit.RunningExporter;
import io.exporterkit.Sessions;
import io.exporterkit.Start;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.options.Option;
import io.exporterkit.options.Parser;
import io.exporterkit.scrape.Collector;
import io.exporterkit.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/// A program that starts an exporter, scrapes a page of as many series as its argument says, and prints the number of
/// lines of the page that are samples of the target. [MillionSeriesTest] runs it in a small heap.
final class MillionSeries {
  private static final MetricDef KEY = MetricDef.gauge("key_size", "Size.").labels("key");
  private static final Option<Long> COUNT =
      Option.of("many.count", "1", "Series.", Parser.of("number", Long::valueOf));

  private MillionSeries() {}

  private record Many(long count) implements AutoCloseable {
    @Override
    public void close() {}
  }

  private record Keys() implements Collector<Many> {
    @Override
    public String name() {
      return "keys";
    }

    @Override
    public List<MetricDef> metrics() {
      return List.of(KEY);
    }

    @Override
    public void collect(Many many, Samples out) {
      for (long i = 0; i < many.count; i++) {
        out.add(KEY, i, "user:" + (1_000_000 + i));
      }
    }
  }

  private static final class Targets implements Sessions<Long, Many> {
    @Override
    public Many open(Long count, Deadline deadline) {
      return new Many(count);
    }

    @Override
    public void close() {}
  }

  static void main(String[] args) throws IOException, InterruptedException {
    Start start =
        Exporter.named("many")
            .options(COUNT)
            .sessions(_ -> new Targets())
            .collector(new Keys())
            .target(COUNT)
            .start(
                List.of("--web.listen-address=127.0.0.1:0", "--many.count=" + args[0]),
                Map.of(),
                System.out,
                System.err);
    try (RunningExporter exporter = ((Start.Serving) start).exporter()) {
      for (int i = 0; i < 3; i++) { // also with what an earlier scrape has left in the heap
        System.out.println(samples(exporter.port()));
      }
    }
    System.exit(0);
  }

  private static long samples(int port) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    long samples = 0;
    try (HttpClient client = HttpClient.newHttpClient();
        InputStream page = client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      byte[] block = new byte[8192];
      boolean isStart = true;
      for (int n = page.read(block); n > 0; n = page.read(block)) {
        for (int i = 0; i < n; i++) {
          samples += isStart && block[i] == 'm' ? 1 : 0;
          isStart = block[i] == '\n';
        }
      }
    }
    return samples;
  }
}
