package io.exporterkit.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.exporterkit.Exporter;
import io.exporterkit.Reload;
import io.exporterkit.RunningExporter;
import io.exporterkit.Sessions;
import io.exporterkit.Start;
import io.exporterkit.TargetExporter;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.options.Option;
import io.exporterkit.options.Parsers;
import io.exporterkit.scrape.Collector;
import io.exporterkit.time.Deadline;
import io.exporterkit.web.BuildInfo;
import io.exporterkit.web.ListenAddress;
import io.exporterkit.web.Response;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An exporter of made-up lamps, whose address is a color that it shines in.
@Timeout(60)
class ExporterTest {
  private static final String SECRET = "s3cret";
  private static final MetricDef BRIGHTNESS =
      MetricDef.gauge("brightness", "Brightness.").labels("color");
  private static final MetricDef HEAT = MetricDef.gauge("heat", "Heat.");

  private enum Color {
    RED,
    GREEN,
    BROKEN
  }

  private static final Option<Color> ADDRESS =
      Option.of("lamp.address", "red", "Lamp.", Parsers.oneOf(Color.class));
  private static final Option<String> PASSWORD =
      Option.text("lamp.password", null, "", "Password of the lamp.").secret();

  private record Session(Color color, List<Color> closed) implements AutoCloseable {
    @Override
    public void close() {
      closed.add(color);
    }
  }

  private record Brightness() implements Collector<Session> {
    @Override
    public String name() {
      return "brightness";
    }

    @Override
    public List<MetricDef> metrics() {
      return List.of(BRIGHTNESS);
    }

    @Override
    public boolean isRequired() {
      return true;
    }

    @Override
    public void collect(Session session, Samples out) {
      out.add(BRIGHTNESS, session.color.name().length(), session.color.name());
    }
  }

  private record Heat(double degrees) implements Collector<Session> {
    @Override
    public String name() {
      return "heat";
    }

    @Override
    public List<MetricDef> metrics() {
      return List.of(HEAT);
    }

    @Override
    public void collect(Session session, Samples out) {
      out.add(HEAT, degrees);
    }
  }

  private record Made(Color color) implements Collector<Session> {
    private static final MetricDef MADE = MetricDef.gauge("made", "Made.").labels("by");

    @Override
    public String name() {
      return "made";
    }

    @Override
    public List<MetricDef> metrics() {
      return List.of(MADE);
    }

    @Override
    public void collect(Session session, Samples out) {
      out.add(MADE, 1, color.name());
    }
  }

  /// Breaks the promise never to return null.
  @SuppressWarnings("NullAway")
  private static final class NoSessions implements Sessions<Color, Session> {
    @Override
    public Session open(Color color, Deadline deadline) {
      return null;
    }
  }

  private final List<Color> opened = Collections.synchronizedList(new ArrayList<>());
  private final List<Color> closed = Collections.synchronizedList(new ArrayList<>());
  private final List<RunningExporter> running = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicInteger sessionsClosed = new AtomicInteger();
  private final PrometheusRegistry registry = new PrometheusRegistry();

  private final class LampSessions implements Sessions<Color, Session> {
    private final String password;

    LampSessions(String password) {
      this.password = password;
    }

    @Override
    public Session open(Color color, Deadline deadline) throws IOException {
      opened.add(color);
      if (color == Color.BROKEN) {
        throw new IOException("no light with " + password + " for 17 s, 0xffee00");
      }
      return new Session(color, closed);
    }

    @Override
    public void close() {
      sessionsClosed.incrementAndGet();
    }
  }

  private TargetExporter<Color, Session> lamp() {
    return Exporter.named("lamp")
        .port(0)
        .options(ADDRESS, PASSWORD)
        .build(new BuildInfo("lamp-exporter", "1.2", "abc", "today"))
        .sessions(values -> new LampSessions(values.get(PASSWORD)))
        .collector(new Brightness())
        .collector("heat", false, _ -> new Heat(36.6))
        .target(ADDRESS)
        .probes("/probe", Parsers.oneOf(Color.class), "green")
        .registry(registry);
  }

  private RunningExporter start(TargetExporter<?, ?> exporter, String... args) {
    return start(exporter, Map.of(), args);
  }

  private RunningExporter start(
      TargetExporter<?, ?> exporter, Map<String, String> environment, String... args) {
    List<String> all = new ArrayList<>(List.of("--web.listen-address=127.0.0.1:0"));
    Collections.addAll(all, args);
    Start start = exporter.start(all, environment, new PrintStream(out), new PrintStream(err));
    assertThat(start).as(err.toString(UTF_8)).isInstanceOf(Start.Serving.class);
    running.add(((Start.Serving) start).exporter());
    return running.getLast();
  }

  private int code(String... args) {
    Start start = lamp().start(List.of(args), Map.of(), new PrintStream(out), new PrintStream(err));
    return ((Start.Ended) start).code();
  }

  @AfterEach
  void close() {
    running.forEach(RunningExporter::close);
    assertThat(sessionsClosed).hasValueGreaterThanOrEqualTo(running.size());
    assertThat(closed).hasSameSizeAs(opened.stream().filter(c -> c != Color.BROKEN).toList());
  }

  private static HttpResponse<String> get(RunningExporter exporter, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + exporter.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static List<String> page(RunningExporter exporter, String path) throws Exception {
    HttpResponse<String> response = get(exporter, path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body().lines().toList();
  }

  @Test
  void theTelemetryPathHasTheTargetAndTheExporter() throws Exception {
    Counter.builder().name("lamp_own").help("Own.").register(registry).inc();
    RunningExporter exporter = start(lamp());
    assertThat(page(exporter, "/metrics"))
        .contains(
            "lamp_up 1",
            "lamp_brightness{color=\"RED\"} 3",
            "lamp_own_total 1",
            "lamp_exporter_collector_success{collector=\"brightness\"} 1",
            "lamp_exporter_scrapes_rejected_total 0")
        .anyMatch(line -> line.startsWith("lamp_exporter_build_info{version=\"1.2\""))
        .anyMatch(line -> line.startsWith("process_resident_memory_bytes "))
        .noneMatch(line -> line.startsWith("lamp_heat"))
        .noneMatch(line -> line.startsWith("lamp_exporter_config_last_reload"));
    assertThat(exporter.catalogue().metrics())
        .extracting(MetricDef::name)
        .contains("brightness", "up", "exporter_build_info");
  }

  @Test
  void flagsSwitchCollectorsOnAndOff() throws Exception {
    assertThat(page(start(lamp(), "--collector.heat"), "/metrics")).contains("lamp_heat 36.6");
    Map<String, String> environment = Map.of("LAMP_EXPORTER_COLLECTOR_HEAT", "true");
    assertThat(page(start(lamp(), environment), "/metrics")).contains("lamp_heat 36.6");
    assertThat(page(start(lamp(), environment, "--collector.heat=false"), "/metrics"))
        .noneMatch(line -> line.startsWith("lamp_heat"));
  }

  @Test
  void probesNameTheirTarget() throws Exception {
    RunningExporter exporter = start(lamp());
    assertThat(page(exporter, "/probe?target=green"))
        .contains("lamp_up 1", "lamp_brightness{color=\"GREEN\"} 5")
        .noneMatch(line -> line.startsWith("process_"))
        .noneMatch(line -> line.contains("build_info"));
    HttpResponse<String> missing = get(exporter, "/probe");
    assertThat(missing.statusCode()).isEqualTo(400);
    assertThat(missing.body())
        .isEqualTo("parameter 'target' is missing: want /probe?target=green\n");
    HttpResponse<String> bad = get(exporter, "/probe?target=" + SECRET);
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(bad.body()).isEqualTo("parameter 'target': want red, green or broken\n");
    page(exporter, "/probe?target=green");
    assertThat(page(exporter, "/probe?target=GREEN")).contains("lamp_exporter_scrapes_total 3");
  }

  @Test
  void aTargetThatIsDownHasAReasonWithoutSecrets() throws Exception {
    RunningExporter exporter = start(lamp(), "--lamp.address=broken", "--lamp.password=" + SECRET);
    assertThat(page(exporter, "/metrics"))
        .contains(
            "lamp_up 0", "lamp_exporter_last_scrape_error{err=\"no light with *** for N s, N\"} 1");
    assertThat(err.toString(UTF_8))
        .contains("BROKEN: no light with *** for N s, N")
        .doesNotContain(SECRET);
  }

  @Test
  void withoutATargetTheTelemetryPathHasTheExporterAlone() throws Exception {
    RunningExporter exporter = start(lamp().target(_ -> Optional.empty()));
    assertThat(page(exporter, "/metrics"))
        .contains("lamp_exporter_scrapes_in_flight 0")
        .noneMatch(line -> line.startsWith("lamp_up"));
    assertThat(opened).isEmpty();
  }

  @Test
  void healthNeedsNoPasswordAndNoTarget() throws Exception {
    RunningExporter exporter =
        start(lamp(), "--basic-auth-username=ann", "--basic-auth-password=" + SECRET);
    assertThat(get(exporter, "/-/healthy").statusCode()).isEqualTo(200);
    assertThat(get(exporter, "/-/ready").body()).isEqualTo("ready\n");
    for (String path : List.of("/", "/metrics", "/probe?target=red", "/-/healthy/x", "/none")) {
      assertThat(get(exporter, path).statusCode()).as(path).isEqualTo(401);
    }
    String pair = Base64.getEncoder().encodeToString(("ann:" + SECRET).getBytes(UTF_8));
    assertThat(get(exporter, "/metrics", "Authorization", "Basic " + pair).statusCode())
        .isEqualTo(200);
    assertThat(opened).hasSize(1);
  }

  @Test
  void theLandingPageLinksWhatThereIs() throws Exception {
    RunningExporter exporter = start(lamp(), "--web.telemetry-path=/m");
    assertThat(get(exporter, "/").body())
        .contains("<h1>lamp-exporter 1.2</h1>", "href=\"/m\"", "/probe?target=green");
    assertThat(get(exporter, "/metrics").statusCode()).isEqualTo(404);
    assertThat(page(exporter, "/m")).contains("lamp_up 1");
  }

  @Test
  void itListensOnSeveralAddresses() throws Exception {
    RunningExporter exporter =
        start(lamp(), "--web.listen-address=127.0.0.1:0", "--web.listen-address=[::1]:0");
    assertThat(exporter.addresses()).hasSize(2);
    assertThat(exporter.addresses()).doesNotHaveDuplicates();
    for (ListenAddress address : exporter.addresses()) {
      URI uri = URI.create("http://" + address + "/-/healthy");
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
            .isEqualTo(200);
      }
    }
    assertThat(err.toString(UTF_8)).contains("serving /metrics on 127.0.0.1:", ", [::1]:");
  }

  /// One port that is not free is a reason not to start, and leaves none of the others open.
  @Test
  void itListensOnAllAddressesOrOnNone() throws Exception {
    RunningExporter first = start(lamp());
    String other = "127.0.0.1:" + first.port();
    assertThat(code("--web.listen-address=127.0.0.1:0", "--web.listen-address=" + other))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("cannot listen on " + other);
  }

  @Test
  void aReloadIsAnsweredAndCounted() throws Exception {
    AtomicReference<Reload.Result> result = new AtomicReference<>(new Reload.Done("2 files"));
    RunningExporter exporter = start(lamp().reload(_ -> result::get));
    String successful = "lamp_exporter_config_last_reload_successful ";
    assertThat(page(exporter, "/metrics")).contains(successful + "1");
    assertThat(get(exporter, "/-/reload").statusCode()).isEqualTo(200);
    assertThat(err.toString(UTF_8)).contains("reloaded: 2 files");
    result.set(new Reload.Failed(List.of("a.yml: line 3", "b.yml: no such file")));
    HttpResponse<String> failed = get(exporter, "/-/reload");
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).isEqualTo("a.yml: line 3\nb.yml: no such file\n");
    assertThat(page(exporter, "/metrics")).contains(successful + "0");
    result.set(new Reload.Nothing("there is no file"));
    assertThat(get(exporter, "/-/reload").statusCode()).isEqualTo(400);
    result.set(new Reload.Done("2 files"));
    exporter.reload();
    assertThat(page(exporter, "/metrics"))
        .contains(successful + "1")
        .anyMatch(line ->
            line.matches(
                "lamp_exporter_config_last_reload_success_timestamp_seconds 1[.][0-9]+e[+]09"));
  }

  @Test
  void handlersOfItsOwnSeeTheRequestAndSetHeaders() throws Exception {
    RunningExporter exporter =
        start(
            lamp()
                .handler(
                    "/x",
                    request ->
                        Response.text(
                                200,
                                request.method()
                                    + " "
                                    + request.header("x-a").orElse("")
                                    + " "
                                    + request.peer().orElseThrow().getAddress().isLoopbackAddress())
                            .with("X-B", "b")));
    HttpResponse<String> response = get(exporter, "/x", "X-A", "a");
    assertThat(response.body()).isEqualTo("GET a true");
    assertThat(response.headers().firstValue("x-b")).contains("b");
  }

  @Test
  void twoHandlersOfOnePathAreRefused() {
    Start start =
        lamp()
            .handler("/probe", _ -> Response.text(200, ""))
            .start(
                List.of("--web.listen-address=127.0.0.1:0"),
                Map.of(),
                new PrintStream(out),
                new PrintStream(err));
    assertThat(start).isEqualTo(new Start.Ended(1));
    assertThat(err.toString(UTF_8)).contains("two handlers have the path /probe");
    assertThat(code("--web.listen-address=127.0.0.1:0", "--web.telemetry-path=/probe"))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("the telemetry path has another use");
  }

  @Test
  void helpAndVersionEndWithZero() {
    assertThat(code("--help")).isZero();
    assertThat(out.toString(UTF_8))
        .startsWith("Usage: lamp-exporter [flags]")
        .contains(
            "-lamp.address name",
            "LAMP_EXPORTER_LAMP_ADDRESS, default red",
            "-collector.heat",
            "-web.listen-address address,...",
            "-web.telemetry-path path",
            "-web.max-requests integer",
            "-web.systemd-socket",
            "-web.config.file",
            "-log.level level",
            "-log.format name",
            "-version")
        .doesNotContain("-collector.brightness");
    out.reset();
    assertThat(code("--version", "--lamp.address=" + SECRET)).isZero();
    assertThat(out.toString(UTF_8)).startsWith("lamp-exporter 1.2    build date: today");
  }

  @Test
  void aBadCommandLineEndsWithTwo() {
    assertThat(code("--lamp.adress=red")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            """
            there is no flag -lamp.adress; did you mean -lamp.address?
            all flags: lamp-exporter -help
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--lamp.address",
        "--web.listen-address",
        "--web.max-requests",
        "--web.telemetry-path",
        "--log.level",
        "--log.format",
        "--tls-server-cert-file",
        "--basic-auth-hash-password",
        "--web.config.file"
      })
  void aBadValueEndsWithOneAndNamesTheFlagAlone(String flag) {
    assertThat(code(flag + "=" + SECRET)).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .contains("flag " + flag.substring(1) + ": ")
        .doesNotContain(SECRET);
  }

  @Test
  void aWebConfigurationFileProtectsAllButHealthAndIsReadAgain(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("web.yml");
    String hash = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";
    Files.writeString(file, "basic_auth_users: {ann: " + hash + "}");
    RunningExporter exporter = start(lamp(), "--web.config.file=" + file);
    String ann = Base64.getEncoder().encodeToString("ann:fakepassword".getBytes(UTF_8));
    String[] credentials = {"Authorization", "Basic " + ann};
    assertThat(get(exporter, "/metrics").statusCode()).isEqualTo(401);
    assertThat(get(exporter, "/-/healthy").statusCode()).isEqualTo(200);
    assertThat(get(exporter, "/-/ready").statusCode()).isEqualTo(200);
    assertThat(get(exporter, "/metrics", credentials).body())
        .contains("\nlamp_exporter_web_config_last_reload_successful 1\n")
        .contains("\nlamp_exporter_web_config_last_reload_success_timestamp_seconds ");
    assertThat(exporter.catalogue().metrics())
        .extracting(MetricDef::name)
        .contains("exporter_web_config_last_reload_successful");
    Files.writeString(file, "users: {}");
    assertThat(get(exporter, "/-/reload").statusCode()).isEqualTo(401);
    HttpResponse<String> failed = get(exporter, "/-/reload", credentials);
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).startsWith(file + ":1:1: an unknown key in the file: want ");
    assertThat(get(exporter, "/metrics", credentials).body())
        .contains("\nlamp_exporter_web_config_last_reload_successful 0\n");
    Files.writeString(file, "");
    assertThat(get(exporter, "/-/reload").statusCode()).isEqualTo(200);
    assertThat(page(exporter, "/metrics"))
        .contains("lamp_exporter_web_config_last_reload_successful 1");
  }

  @Test
  void aBadWebConfigurationFileEndsWithOne(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("web.yml"), "rate_limit: {burst: " + SECRET + "}");
    assertThat(code("--web.config.file=" + file)).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .contains("web configuration: " + file + ":1:21: burst is unsuitable: want a whole number")
        .doesNotContain(SECRET)
        .hasLineCount(1);
  }

  @Test
  void aWebConfigurationFileExcludesTheFlagsThatItReplaces(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("web.yml"), "");
    assertThat(code("--web.config.file=" + file, "--basic-auth-username=ann")).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .contains(
            "flag -web.config.file: basic-auth-username is set, too: want the file alone, or no file");
  }

  @Test
  void aServiceThatCannotBeMadeEndsWithOne() {
    Start start =
        Exporter.named("lamp")
            .serving(_ -> {
              throw new IOException("lamps.yml: no such file");
            })
            .start(List.of(), Map.of(), new PrintStream(out), new PrintStream(err));
    assertThat(start).isEqualTo(new Start.Ended(1));
    assertThat(err.toString(UTF_8)).contains("level=ERROR", "lamps.yml: no such file");
  }

  @Test
  void logLinesHaveTheWantedFormat() {
    start(lamp(), "--log.format=json", "--log.level=warn");
    assertThat(err.toString(UTF_8)).isEmpty();
    start(lamp(), "--log.format=json");
    assertThat(err.toString(UTF_8)).startsWith("{\"").contains("\"msg\":\"serving /metrics on ");
  }

  @Test
  void aCollectorHasTheFlagOfItsName() {
    for (TargetExporter<?, ?> wrong :
        List.of(
            lamp().collector("cold", true, _ -> new Heat(1)),
            lamp().collector("brightness2", true, _ -> new Brightness()))) {
      Start start = wrong.start(List.of(), Map.of(), new PrintStream(out), new PrintStream(err));
      assertThat(start).isEqualTo(new Start.Ended(1));
    }
    assertThat(err.toString(UTF_8))
        .contains("collector heat has the flag of collector cold")
        .contains("collector brightness has the flag of collector brightness2");
    assertThat(sessionsClosed).hasValue(2);
  }

  @Test
  void aRequiredCollectorHasNoFlag() {
    Start start =
        Exporter.named("lamp")
            .sessions(_ -> new LampSessions(""))
            .collector("brightness", true, _ -> new Brightness())
            .start(List.of(), Map.of(), new PrintStream(out), new PrintStream(err));
    assertThat(start).isEqualTo(new Start.Ended(1));
    assertThat(err.toString(UTF_8))
        .contains("collector brightness is required, and has a flag that switches it off");
  }

  @Test
  void aCollectorMadeFromOptionsAlwaysRuns() throws Exception {
    RunningExporter exporter = start(lamp().collector(values -> new Made(values.get(ADDRESS))));
    assertThat(page(exporter, "/metrics")).contains("lamp_made{by=\"RED\"} 1");
  }

  @Test
  void aTargetOpenedWithoutASessionIsDown() throws Exception {
    RunningExporter exporter =
        start(
            Exporter.named("lamp")
                .options(ADDRESS)
                .sessions(_ -> new NoSessions())
                .target(ADDRESS));
    sessionsClosed.incrementAndGet();
    assertThat(page(exporter, "/metrics"))
        .contains(
            "lamp_up 0",
            "lamp_exporter_last_scrape_error{err=\"the target was opened without a session\"} 1");
  }

  @Test
  void aNameIsCheckedAtOnce() {
    for (String name : List.of("", "Lamp", "9", "a-b")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Exporter.named(name));
    }
  }
}
