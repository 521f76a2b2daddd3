package io.exporterkit.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.exporterkit.Exporter;
import io.exporterkit.RunningExporter;
import io.exporterkit.Start;
import io.exporterkit.TargetExporter;
import io.exporterkit.metric.Catalogue;
import io.exporterkit.options.Option;
import io.exporterkit.testing.server.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A test of an exporter's page: the exporter is started on a free port, scraped once, and closed, at the first check.
///
/// ```java
/// ExporterTester.of(QueueExporter.exporter())
///     .against(server)
///     .isGolden("page.txt")
///     .passesPromlint();
/// ```
///
/// A check that fails throws an [AssertionError]. Used by one thread.
public final class ExporterTester {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String LISTEN_ADDRESS = "web.listen-address";

  private final Starter starter;
  private final Optional<String> targetFlag;
  private final List<String> flags = new ArrayList<>();
  private final Masks masks = Masks.ofTheKit();
  private String path = "";
  private Optional<Duration> scrapeTimeout = Optional.empty();
  private Optional<Scraped> scraped = Optional.empty();

  /// A way to an exporter that serves.
  @FunctionalInterface
  private interface Starter {
    /// Returns the exporter, and whether this call has started it.
    Started start(List<String> flags);
  }

  private record Started(RunningExporter exporter, boolean isOurs) {}

  private record Scraped(String page, Catalogue catalogue, String namespace) {}

  private ExporterTester(Starter starter, Optional<String> targetFlag) {
    this.starter = starter;
    this.targetFlag = targetFlag;
  }

  /// Begins the test of the usual exporter.
  public static ExporterTester of(TargetExporter<?, ?> exporter) {
    return new ExporterTester(
        flags -> start(exporter::start, flags), exporter.targetOption().map(Option::name));
  }

  /// Begins the test of an exporter.
  public static ExporterTester of(Exporter exporter) {
    return new ExporterTester(flags -> start(exporter::start, flags), Optional.empty());
  }

  /// Begins the test of an exporter that serves, without TLS and without a password. The caller closes it.
  public static ExporterTester of(RunningExporter exporter) {
    return new ExporterTester(
        flags -> {
          if (!flags.isEmpty()) {
            throw new IllegalStateException("the exporter was started before: no flags can be set");
          }
          return new Started(exporter, false);
        },
        Optional.empty());
  }

  /// The method `start` of both kinds of exporters.
  @FunctionalInterface
  private interface Program {
    Start start(
        List<String> args, Map<String, String> environment, PrintStream out, PrintStream err);
  }

  private static Started start(Program program, List<String> flags) {
    List<String> all = new ArrayList<>(flags);
    if (all.stream().noneMatch(flag -> flag.matches("--?" + LISTEN_ADDRESS + "=.*"))) {
      all.add("--" + LISTEN_ADDRESS + "=127.0.0.1:0");
    }
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, UTF_8);
    return switch (program.start(all, Map.of(), out, out)) {
      case Start.Serving(RunningExporter exporter) -> new Started(exporter, true);
      case Start.Ended(int code) ->
          throw new AssertionError(
              "the exporter does not start: exit code %d\n%s"
                  .formatted(code, printed.toString(UTF_8)));
    };
  }

  /// Sets the target, by the option that [TargetExporter#target(Option)] has set.
  ///
  /// @param address as the option reads it: `127.0.0.1:11211`
  /// @throws IllegalStateException when the exporter has no such option
  public ExporterTester against(String address) {
    String flag =
        targetFlag.orElseThrow(() ->
            new IllegalStateException(
                "no option is known to hold the target: use against(flag, address)"));
    return against(flag, address);
  }

  /// Sets the target, as [#against(String)] does.
  public ExporterTester against(InetSocketAddress address) {
    return against(address.getHostString() + ":" + address.getPort());
  }

  /// Sets the target to a server of the test, as [#against(String)] does.
  public ExporterTester against(ScriptedServer server) {
    return against(server.address());
  }

  /// Sets the target, by a flag of the exporter.
  ///
  /// @param flag name without dashes: `memcached.address`
  /// @param address as the flag reads it
  public ExporterTester against(String flag, String address) {
    return flags("--" + flag + "=" + address);
  }

  /// Adds flags of the command line: `--collector.slabs=false`.
  ///
  /// @throws IllegalStateException after the first check
  public ExporterTester flags(String... more) {
    change();
    flags.addAll(List.of(more));
    return this;
  }

  /// Sets the path of the page, with its query; the telemetry path otherwise.
  ///
  /// @param pathAndQuery encoded: `/probe?target=127.0.0.1:11211`
  /// @throws IllegalStateException after the first check
  public ExporterTester path(String pathAndQuery) {
    change();
    path = pathAndQuery;
    return this;
  }

  /// Sets the scraper's time-out, which Prometheus sends with each request. Without one, the exporter's default holds.
  ///
  /// @throws IllegalStateException after the first check
  public ExporterTester scrapeTimeout(Duration time) {
    change();
    scrapeTimeout = Optional.of(time);
    return this;
  }

  private void change() {
    if (scraped.isPresent()) {
      throw new IllegalStateException(
          "the page was scraped before: set all before the first check");
    }
  }

  /// Masks values that change from run to run: [#isGolden] writes 0. Values of the process, and the durations and times
  /// that the kit emits, are masked without this.
  ///
  /// @param metric regular expression of whole names: of metrics, which includes the parts of a histogram or summary,
  ///     or of samples such as `wait_seconds_sum`
  public ExporterTester mask(String metric) {
    masks.value(metric);
    return this;
  }

  /// Masks a label whose value changes from run to run: [#isGolden] writes an empty value.
  ///
  /// @param metric regular expression, as for [#mask]
  /// @param label name
  public ExporterTester maskLabel(String metric, String label) {
    masks.label(metric, label);
    return this;
  }

  /// Leaves out metrics that some machines lack: [#isGolden] writes neither samples nor help and type.
  ///
  /// @param metric regular expression, as for [#mask]
  public ExporterTester without(String metric) {
    masks.without(metric);
    return this;
  }

  /// Compares the whole page, after [#mask] and its like, with a file in `src/test/resources`. With the system property
  /// `golden=write` (for Maven `-Dgolden=write`) the file is written instead.
  ///
  /// @param file such as `page.txt`, or a path such as `golden/page.txt`
  /// @throws AssertionError when the page differs, with a diff; or when there is no such file, with the way to write it
  public ExporterTester isGolden(String file) {
    GoldenFile.resource(file).check(masked());
    return this;
  }

  /// Checks all metrics that the exporter can emit, and the page, by all rules of [Promlint].
  ///
  /// @throws AssertionError with all findings
  public ExporterTester passesPromlint() {
    return passesPromlint(Promlint.strict());
  }

  /// Checks all metrics that the exporter can emit, and the page.
  ///
  /// @param lint with the exceptions of this exporter
  /// @throws AssertionError with all findings
  public ExporterTester passesPromlint(Promlint lint) {
    Scraped all = scraped();
    List<Promlint.Finding> found = lint.check(all.catalogue(), all.namespace(), all.page());
    if (!found.isEmpty()) {
      throw new AssertionError(
          found.stream()
              .map(Promlint.Finding::toString)
              .collect(Collectors.joining("\n  ", "promlint:\n  ", "")));
    }
    return this;
  }

  /// Checks that the page has these lines, such as `queue_up 1`.
  ///
  /// @throws AssertionError with the lines of the page that have the name of the missing one
  public ExporterTester hasLines(String... lines) {
    List<String> all = page().lines().toList();
    for (String line : lines) {
      if (!all.contains(line)) {
        String name = line.split("[{ ]", 2)[0];
        List<String> near = all.stream().filter(l -> l.split("[{ ]", 2)[0].equals(name)).toList();
        throw new AssertionError(
            "the page does not have the line\n  %s\n%s"
                .formatted(
                    line,
                    near.isEmpty()
                        ? "nor any sample of that name"
                        : "but\n  " + String.join("\n  ", near)));
      }
    }
    return this;
  }

  /// Returns the page as served, in the text format.
  ///
  /// @throws AssertionError when the exporter does not start, with all that it has printed; or when the status is not
  ///     200
  public String page() {
    return scraped().page();
  }

  /// Returns the page as [#isGolden] compares it.
  public String masked() {
    return masks.apply(page());
  }

  private Scraped scraped() {
    if (scraped.isEmpty()) {
      Started started = starter.start(flags);
      RunningExporter exporter = started.exporter();
      try {
        String page = fetch(exporter.port(), path.isEmpty() ? exporter.telemetryPath() : path);
        scraped = Optional.of(new Scraped(page, exporter.catalogue(), exporter.namespace()));
      } finally {
        if (started.isOurs()) {
          exporter.close();
        }
      }
    }
    return scraped.get();
  }

  private String fetch(int port, String from) {
    URI uri = URI.create("http://127.0.0.1:" + port + from);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    scrapeTimeout.ifPresent(time ->
        request.header(
            "X-Prometheus-Scrape-Timeout-Seconds", Double.toString(time.toMillis() / 1000.0)));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
      if (response.statusCode() != 200) {
        throw new AssertionError(
            "GET %s: status %d: %s".formatted(from, response.statusCode(), response.body()));
      }
      return response.body();
    } catch (IOException e) {
      throw new AssertionError("GET " + from + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted during GET " + from, e);
    }
  }
}
