package io.exporterkit.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.exporterkit.Exporter;
import io.exporterkit.RunningExporter;
import io.exporterkit.Sessions;
import io.exporterkit.Start;
import io.exporterkit.TargetExporter;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.options.Option;
import io.exporterkit.options.Parser;
import io.exporterkit.scrape.Collector;
import io.exporterkit.time.Deadline;
import io.exporterkit.web.BuildInfo;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages of an exporter whose target is a number of series.
@Timeout(60)
class PagesTest {
  private static final String OPEN_METRICS =
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
  private static final String OPEN_METRICS_3 =
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

  private static final MetricDef ITEM = MetricDef.gauge("item", "Items.").labels("id");
  private static final MetricDef LAST = MetricDef.gauge("last", "Last one.").labels("zone");
  private static final Option<Long> COUNT =
      Option.of("shop.items", "3", "Items.", Parser.of("number", Long::valueOf));
  private static final Option<String> REGION = Option.text("shop.region", null, "", "Region.");

  private record Shop(long items) implements AutoCloseable {
    @Override
    public void close() {}
  }

  private record Items() implements Collector<Shop> {
    @Override
    public String name() {
      return "items";
    }

    @Override
    public List<MetricDef> metrics() {
      return List.of(ITEM, LAST);
    }

    @Override
    public void collect(Shop shop, Samples out) {
      for (long i = 0; i < shop.items; i++) {
        out.add(ITEM, i, "i" + i);
      }
      out.add(LAST, 1, "here");
    }
  }

  private static final class Shops implements Sessions<Long, Shop> {
    @Override
    public Shop open(Long items, Deadline deadline) {
      return new Shop(items);
    }

    @Override
    public void close() {}
  }

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final List<RunningExporter> running = new ArrayList<>();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private TargetExporter<Long, Shop> shop() {
    return Exporter.named("shop")
        .port(0)
        .options(COUNT, REGION)
        .build(new BuildInfo("shop-exporter", "1.2", "abc", "today"))
        .sessions(_ -> new Shops())
        .collector(new Items())
        .target(COUNT)
        .probes("/probe", Parser.of("number", Long::valueOf), "7")
        .registry(registry);
  }

  private Start start(TargetExporter<?, ?> exporter, String... args) {
    List<String> all = new ArrayList<>(List.of("--web.listen-address=127.0.0.1:0"));
    all.addAll(List.of(args));
    PrintStream to = new PrintStream(err);
    return exporter.start(all, Map.of(), to, to);
  }

  private RunningExporter serve(TargetExporter<?, ?> exporter, String... args) {
    Start start = start(exporter, args);
    assertThat(start).as(err.toString(UTF_8)).isInstanceOf(Start.Serving.class);
    running.add(((Start.Serving) start).exporter());
    return running.getLast();
  }

  @AfterEach
  void close() {
    running.forEach(RunningExporter::close);
  }

  private static HttpResponse<String> get(RunningExporter exporter, String path, String... headers)
      throws Exception {
    return send(exporter, "GET", path, headers);
  }

  private static HttpResponse<String> send(
      RunningExporter exporter, String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + exporter.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static List<String> page(RunningExporter exporter, String path, String... headers)
      throws Exception {
    return get(exporter, path, headers).body().lines().toList();
  }

  private static String contentType(HttpResponse<String> response) {
    return response.headers().firstValue("content-type").orElseThrow();
  }

  @Test
  void openMetricsIsServedWhereItIsSwitchedOnAndPreferred() throws Exception {
    Counter jobs = Counter.builder().name("shop.jobs").help("Jobs.").register(registry);
    jobs.incWithExemplar(Labels.of("trace_id", "4bf9"));
    RunningExporter exporter = serve(shop(), "--web.enable-openmetrics");
    HttpResponse<String> second = get(exporter, "/metrics", "Accept", OPEN_METRICS);
    assertThat(contentType(second))
        .isEqualTo(
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores");
    assertThat(second.body())
        .contains(
            "# TYPE shop_jobs counter\n",
            "\nshop_jobs_total 1.0 # {trace_id=\"4bf9\"} 1.0 ",
            "\nshop_jobs_created ")
        .endsWith("\n# EOF\n");
    HttpResponse<String> third = get(exporter, "/probe?target=2", "Accept", OPEN_METRICS_3);
    assertThat(contentType(third))
        .isEqualTo(
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8");
    assertThat(third.body()).contains("shop_item{id=\"i1\"} 1.0\n").endsWith("\n# EOF\n");
    assertThat(get(exporter, "/metrics", "Accept", OPEN_METRICS_3).body())
        .contains("\n{\"shop.jobs_total\"} 1.0 # {trace_id=\"4bf9\"} 1.0 ");
    assertThat(contentType(get(exporter, "/metrics")))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8; escaping=underscores");
  }

  @Test
  void openMetricsIsOffByDefault() throws Exception {
    Counter.builder().name("shop.jobs").help("Jobs.").register(registry).inc();
    RunningExporter exporter = serve(shop());
    HttpResponse<String> second = get(exporter, "/metrics", "Accept", OPEN_METRICS);
    assertThat(contentType(second))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8; escaping=underscores");
    assertThat(second.body()).contains("\nshop_jobs_total 1\n").doesNotContain("# EOF");
    HttpResponse<String> third = get(exporter, "/metrics", "Accept", OPEN_METRICS_3);
    assertThat(contentType(third))
        .isEqualTo("text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8");
    assertThat(third.body()).contains("\n{\"shop.jobs_total\"} 1\n");
  }

  @Test
  void theRequestsAreCounted() throws Exception {
    RunningExporter exporter = serve(shop());
    get(exporter, "/metrics");
    get(exporter, "/probe");
    get(exporter, "/a/secret");
    send(exporter, "HEAD", "/-/healthy");
    send(exporter, "BREW", "/-/healthy");
    List<String> page =
        page(exporter, "/probe"); // requests are counted behind the end of their answers
    String last = "{code=\"200\",handler=\"/-/healthy\",method=\"other\"} 1";
    while (page.stream().noneMatch(line -> line.endsWith(last))) {
      page = page(exporter, "/metrics");
    }
    assertThat(page)
        .contains(
            "promhttp_metric_handler_requests_in_flight 1",
            "promhttp_metric_handler_requests_total{code=\"500\"} 0",
            "promhttp_metric_handler_requests_total{code=\"503\"} 0",
            "shop_exporter_http_requests_total{code=\"400\",handler=\"/probe\",method=\"GET\"} 2",
            "shop_exporter_http_requests_total{code=\"404\",handler=\"other\",method=\"GET\"} 1",
            "shop_exporter_http_requests_total{code=\"200\",handler=\"/-/healthy\",method=\"HEAD\"} 1",
            "shop_exporter_http_requests_total{code=\"200\",handler=\"/-/healthy\",method=\"other\"} 1",
            "shop_exporter_http_request_duration_seconds_count{handler=\"/-/healthy\"} 2",
            "shop_exporter_http_response_size_bytes_sum{handler=\"/-/healthy\"} 8")
        .anyMatch(line ->
            line.startsWith("shop_exporter_http_response_size_bytes_sum{handler=\"/metrics\"}"))
        .anyMatch(line ->
            line.matches("promhttp_metric_handler_requests_total\\{code=\"200\"\\} [1-9]\\d*"));
    assertThat(exporter.catalogue().metrics())
        .extracting(MetricDef::name)
        .contains("exporter_http_requests_total");
  }

  @Test
  void theRequestsAreNotCountedWhenThatIsSwitchedOff() throws Exception {
    RunningExporter exporter = serve(shop(), "--web.handler-metrics=false");
    assertThat(page(exporter, "/metrics"))
        .noneMatch(line -> line.startsWith("promhttp") || line.contains("_http_"));
  }

  @ParameterizedTest
  @CsvSource({
    "--scrape.max-series=100, 100, 901",
    "--scrape.max-series-per-family=100, 101, 900",
    "--scrape.max-series=0, 1001, 0"
  })
  void theSeriesAreLimited(String flag, int series, int dropped) throws Exception {
    RunningExporter exporter = serve(shop(), flag);
    for (int i = 0; i < 2; i++) {
      assertThat(
              page(exporter, "/probe?target=1000").stream()
                  .filter(line -> line.startsWith("shop_item{") || line.startsWith("shop_last")))
          .hasSize(series);
    }
    List<String> page = page(exporter, "/metrics");
    assertThat(page)
        .contains(
            "shop_up 1",
            "shop_exporter_target_scrapes_total{outcome=\"partial\"} " + (dropped == 0 ? 0 : 2));
    assertThat(page.stream().filter(line -> line.startsWith("shop_exporter_series_dropped")))
        .hasSize(dropped == 0 ? 0 : dropped == 901 ? 2 : 1);
    if (dropped > 0) {
      assertThat(page).contains("shop_exporter_series_dropped_total{metric=\"shop_item\"} 1800");
    }
    assertThat(err.toString(UTF_8).lines().filter(line -> line.contains("shop_item are dropped")))
        .hasSize(dropped == 0 ? 0 : 1)
        .allMatch(line -> line.contains("the limit of series is reached"));
  }

  @Test
  void aWrongLimitIsRefused() {
    assertThat(start(shop(), "--scrape.max-series=-1")).isInstanceOf(Start.Ended.class);
    assertThat(err.toString(UTF_8)).contains("scrape.max-series");
  }

  @Test
  void theSamplesOfAnExporterHaveItsConstantLabels() throws Exception {
    Counter.builder()
        .name("own")
        .help("Own.")
        .labelNames("region")
        .register(registry)
        .labelValues("own")
        .inc();
    RunningExporter exporter =
        serve(
            shop()
                .constantLabels(values -> Map.of("region", values.get(REGION), "env", "test"))
                .targetLabels(items -> Map.of("size", items > 5 ? "large" : "small", "zone", "x")),
            "--shop.region=eu");
    assertThat(page(exporter, "/metrics"))
        .contains(
            "shop_item{id=\"i0\",size=\"small\",zone=\"x\",env=\"test\",region=\"eu\"} 0",
            "shop_last{zone=\"here\",size=\"small\",env=\"test\",region=\"eu\"} 1",
            "own_total{region=\"own\",env=\"test\"} 1",
            "shop_up{size=\"small\",zone=\"x\",env=\"test\",region=\"eu\"} 1",
            "promhttp_metric_handler_requests_in_flight{env=\"test\",region=\"eu\"} 1",
            "shop_exporter_scrapes_total{env=\"test\",region=\"eu\"} 1")
        .filteredOn(line -> !line.startsWith("#"))
        .allMatch(line -> line.contains("env=\"test\""));
    assertThat(page(exporter, "/probe?target=9"))
        .contains("shop_up{size=\"large\",zone=\"x\",env=\"test\",region=\"eu\"} 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a-b", "", "1a"})
  void aConstantLabelWithAWrongNameIsRefused(String name) {
    String message =
        "constant label '" + name + "': want letters, digits and _, and no digit first";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shop().constantLabels(Map.of(name, "x")))
        .withMessage(message);
    assertThat(start(shop().constantLabels(_ -> Map.of(name, "x"))))
        .isInstanceOf(Start.Ended.class);
    assertThat(err.toString(UTF_8)).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"__a", "le", "quantile"})
  void aConstantLabelThatIsReservedIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shop().constantLabels(Map.of(name, "x")))
        .withMessage("constant label '" + name + "' is reserved by Prometheus");
  }
}
