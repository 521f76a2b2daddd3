package io.exporterkit.example;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.scrape.Collector;
import io.exporterkit.scrape.Scraper;
import io.exporterkit.scrape.Target;
import io.exporterkit.web.ExporterServer;
import io.exporterkit.web.ListenAddress;
import io.exporterkit.web.MetricsHandler;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Exporter of a made-up mail queue, which tells its queues when one connects: `deferred 12`, a line for each.
final class QueueExporter {
  /// In: `deferred 12`   Out: `mailq_messages{queue="deferred"} 12`
  record QueueCollector(Counter oddLines) implements Collector<Socket> {
    static final MetricDef MESSAGES = MetricDef.gauge("messages", "Waiting.").labels("queue");

    @Override
    public String name() {
      return "queues";
    }

    @Override
    public List<MetricDef> metrics() {
      return List.of(MESSAGES);
    }

    @Override
    public void collect(Socket socket, Samples out) throws IOException {
      byte[] reply = socket.getInputStream().readAllBytes();
      for (String line : new String(reply, StandardCharsets.UTF_8).lines().toList()) {
        String[] words = line.split(" ", -1);
        if (words.length == 2) {
          out.add(MESSAGES, Double.parseDouble(words[1]), words[0]);
        } else {
          oddLines.inc();
        }
      }
    }
  }

  static ExporterServer start(String listen, int mailqPort) throws IOException {
    var registry = new PrometheusRegistry();
    var odd = Counter.builder().name("mailq_odd_lines").help("Not understood.").register(registry);
    var target = Target.of("mailq", _ -> new Socket(InetAddress.getLoopbackAddress(), mailqPort));
    var scraper = new Scraper<>("mailq", List.of(new QueueCollector(odd)), registry);
    var metrics = new MetricsHandler<>(scraper, target, registry);
    return ExporterServer.listen(ListenAddress.parse(listen), Map.of("/metrics", metrics));
  }
}
