package io.exporterkit.example;

import io.exporterkit.Exporter;
import io.exporterkit.Sessions;
import io.exporterkit.TargetExporter;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.options.Option;
import io.exporterkit.options.Parsers;
import io.exporterkit.scrape.Background;
import io.exporterkit.scrape.Collector;
import io.exporterkit.scrape.ConcurrentSession;
import io.exporterkit.time.Deadline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An exporter of a made-up shop, whose HTTP interface answers each path with a number.
public final class ShopExporter {
  static final Option<URI> ADDRESS =
      Option.of("shop.address", "http://localhost:8080/", "Shop.", Parsers.uri("http", "https"));
  static final Option<Duration> STOCK_INTERVAL =
      Option.duration("shop.stock-interval", null, "5m", "Interval at which the stock is counted.");

  record ShopSession(HttpClient client, URI base, Deadline deadline) implements ConcurrentSession {
    double number(String path) throws IOException, InterruptedException {
      deadline.check();
      HttpRequest request =
          HttpRequest.newBuilder(base.resolve(path)).timeout(deadline.remaining()).build();
      HttpResponse<String> response;
      try {
        response = client.send(request, HttpResponse.BodyHandlers.ofString());
      } catch (HttpTimeoutException _) {
        throw deadline.timedOut();
      }
      if (response.statusCode() != 200) {
        throw new IOException("the shop answered with status " + response.statusCode());
      }
      return Double.parseDouble(response.body());
    }

    @Override
    public void close() {}
  }

  record ShopSessions(HttpClient client) implements Sessions<URI, ShopSession> {
    @Override
    public ShopSession open(URI address, Deadline deadline) {
      return new ShopSession(client, address, deadline);
    }

    @Override
    public void close() {
      client.shutdownNow();
    }
  }

  /// Orders that wait, a required collector: the shop is up if it answers.
  record OrdersCollector() implements Collector<ShopSession> {
    static final MetricDef WAITING = MetricDef.gauge("orders_waiting", "Orders that wait.");

    @Override
    public String name() {
      return "orders";
    }

    @Override
    public List<MetricDef> metrics() {
      return List.of(WAITING);
    }

    @Override
    public boolean isRequired() {
      return true;
    }

    @Override
    public void collect(ShopSession shop, Samples out) throws Exception {
      out.add(WAITING, shop.number("orders"));
    }
  }

  record VisitorsCollector() implements Collector<ShopSession> {
    static final MetricDef VISITORS = MetricDef.gauge("visitors", "Visitors at this moment.");

    @Override
    public String name() {
      return "visitors";
    }

    @Override
    public List<MetricDef> metrics() {
      return List.of(VISITORS);
    }

    @Override
    public Optional<Duration> timeout() {
      return Optional.of(Duration.ofSeconds(2));
    }

    @Override
    public void collect(ShopSession shop, Samples out) throws Exception {
      out.add(VISITORS, shop.number("visitors"));
    }
  }

  /// The count of the stock, which lasts minutes.
  record StockCollector() implements Collector<ShopSession> {
    static final MetricDef ITEMS = MetricDef.gauge("stock_items", "Items in stock.");

    @Override
    public String name() {
      return "stock";
    }

    @Override
    public List<MetricDef> metrics() {
      return List.of(ITEMS);
    }

    @Override
    public void collect(ShopSession shop, Samples out) throws Exception {
      out.add(ITEMS, shop.number("stock"));
    }
  }

  static TargetExporter<URI, ShopSession> exporter() {
    return Exporter.named("shop")
        .options(ADDRESS, STOCK_INTERVAL)
        .sessions(_ -> new ShopSessions(HttpClient.newHttpClient()))
        .collector(new OrdersCollector())
        .collector(new VisitorsCollector())
        .collector(
            "stock",
            true,
            values ->
                Background.every(values.get(STOCK_INTERVAL), new StockCollector())
                    .timeout(Duration.ofMinutes(4))
                    .keepLast(Duration.ofHours(1)))
        .target(ADDRESS)
        .probes("/probe", Parsers.uri("http", "https"), "http://host:8080/");
  }

  public static void main(String[] args) {
    exporter().run(args);
  }
}
