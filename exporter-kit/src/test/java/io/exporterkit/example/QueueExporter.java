package io.exporterkit.example;

import io.exporterkit.Exporter;
import io.exporterkit.TargetExporter;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.options.Parsers;
import io.exporterkit.scrape.Collector;
import io.exporterkit.time.Deadline;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// An exporter of a made-up mail queue, which writes its queues to each connection: `deferred 12`, a line for each.
public final class QueueExporter {
  static final Option<InetSocketAddress> ADDRESS =
      Option.of("mailq.address", "localhost:3025", "Mail queue.", Parsers.address(3025));

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

  static TargetExporter<InetSocketAddress, Socket> exporter() {
    var registry = new PrometheusRegistry();
    var odd = Counter.builder().name("mailq_odd_lines").help("Odd lines.").register(registry);
    return Exporter.named("mailq")
        .port(9991)
        .options(ADDRESS)
        .sessions((InetSocketAddress to, OptionValues _, Deadline _) ->
            new Socket(to.getHostString(), to.getPort()))
        .collector(new QueueCollector(odd))
        .target(ADDRESS)
        .probes("/probe", Parsers.address(3025), "host:3025")
        .registry(registry);
  }

  public static void main(String[] args) {
    exporter().run(args);
  }
}
