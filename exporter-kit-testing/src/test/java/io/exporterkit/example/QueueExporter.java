package io.exporterkit.example;

import io.exporterkit.Exporter;
import io.exporterkit.Sessions;
import io.exporterkit.TargetExporter;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.net.Dialer;
import io.exporterkit.net.Endpoint;
import io.exporterkit.net.TargetConnection;
import io.exporterkit.options.Option;
import io.exporterkit.options.Parsers;
import io.exporterkit.scrape.Collector;
import io.exporterkit.time.Deadline;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/// An exporter of a made-up mail queue, which writes its queues to each connection: `deferred 12`, a line for each.
public final class QueueExporter {
  static final Option<InetSocketAddress> ADDRESS =
      Option.of("mailq.address", "localhost:3025", "Mail queue.", Parsers.address(3025));

  /// In: `deferred 12`   Out: `mailq_messages{queue="deferred"} 12`
  record QueueCollector(Counter oddLines) implements Collector<TargetConnection> {
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
    public void collect(TargetConnection queue, Samples out) throws IOException {
      for (String line = queue.readLine(99); line != null; line = queue.readLine(99)) {
        String[] words = line.split(" ", -1);
        if (words.length == 2) {
          out.add(MESSAGES, Double.parseDouble(words[1]), words[0]);
        } else {
          oddLines.inc();
        }
      }
    }
  }

  record QueueSessions(Dialer dialer) implements Sessions<InetSocketAddress, TargetConnection> {
    @Override
    public TargetConnection open(InetSocketAddress address, Deadline deadline) throws Exception {
      return dialer.connect(Endpoint.tcp(address), deadline);
    }

    @Override
    public void close() {
      dialer.close();
    }
  }

  static TargetExporter<InetSocketAddress, TargetConnection> exporter() {
    var registry = new PrometheusRegistry();
    var odd =
        Counter.builder().name("mailq_odd_lines").help("Lines of another form.").register(registry);
    return Exporter.named("mailq")
        .port(9991)
        .options(ADDRESS)
        .sessions(_ -> new QueueSessions(new Dialer()))
        .collector(new QueueCollector(odd))
        .target(ADDRESS)
        .probes("/probe", Parsers.address(3025), "host:3025")
        .registry(registry);
  }

  public static void main(String[] args) {
    exporter().run(args);
  }
}
