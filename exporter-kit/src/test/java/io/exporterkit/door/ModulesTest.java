package io.exporterkit.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.Exporter;
import io.exporterkit.ModuleSessions;
import io.exporterkit.RunningExporter;
import io.exporterkit.Start;
import io.exporterkit.TargetExporter;
import io.exporterkit.config.Secret;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.options.Parsers;
import io.exporterkit.probe.Modules;
import io.exporterkit.probe.ProbeModule;
import io.exporterkit.scrape.Collector;
import io.exporterkit.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The modules of an exporter of made-up ovens.
class ModulesTest {
  private static final String FILE =
      """
      credentials:
        cook: {user: ann, password: s3cret}
      modules:
        default: {level: 1}
        hot:
          credentials: cook
          collectors: [heat]
          timeout: 250ms
          labels: {kitchen: first}
          level: 9
      """;

  record OvenConfig(Map<String, Login> credentials, Map<String, OvenModule> modules)
      implements Modules<OvenModule> {}

  record Login(String user, Secret password) {}

  record OvenModule(
      Optional<String> credentials,
      List<String> collectors,
      Optional<Duration> timeout,
      Map<String, String> labels,
      int level)
      implements ProbeModule {
    OvenModule {
      if (level > 9) {
        throw new IllegalArgumentException("level: it is too high: want 9 or less");
      }
    }
  }

  private record Oven(int level, String user, Deadline deadline) implements AutoCloseable {
    @Override
    public void close() {}
  }

  private static final class Ovens
      implements ModuleSessions<InetSocketAddress, OvenConfig, OvenModule, Oven> {
    @Override
    public Oven open(InetSocketAddress address, Deadline deadline) {
      return new Oven(0, "nobody", deadline);
    }

    @Override
    public Oven open(
        InetSocketAddress address, OvenConfig config, OvenModule module, Deadline deadline)
        throws IOException {
      Optional<Login> login = module.credentials().map(config.credentials()::get);
      if (address.getPort() == 2) {
        throw new IOException("refused " + login.orElseThrow().password().value());
      }
      return new Oven(module.level(), login.map(Login::user).orElse("nobody"), deadline);
    }
  }

  private record Part(String name) implements Collector<Oven> {
    private MetricDef metric() {
      return MetricDef.gauge(name, "Level.").labels("user");
    }

    @Override
    public List<MetricDef> metrics() {
      return List.of(metric());
    }

    @Override
    public void collect(Oven oven, Samples out) {
      if (name.equals("patience")) {
        out.add(metric(), oven.deadline.remaining().toMillis() > 300 ? 1 : 0, oven.user);
      } else {
        out.add(metric(), oven.level, oven.user);
      }
    }
  }

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Optional<RunningExporter> exporter = Optional.empty();

  private Start start(String... flags) {
    TargetExporter<InetSocketAddress, Oven> ovens =
        Exporter.named("oven")
            .sessions(_ -> new Ovens())
            .collector(new Part("heat"))
            .collector(new Part("patience"))
            .modules(OvenConfig.class)
            .probes("/probe", Parsers.address(1), "host:1");
    List<String> all = new ArrayList<>(List.of("--web.listen-address=127.0.0.1:0"));
    all.addAll(List.of(flags));
    Start start =
        ovens.start(
            all, Map.of(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    if (start instanceof Start.Serving(RunningExporter running)) {
      exporter = Optional.of(running);
    }
    return start;
  }

  @AfterEach
  void end() {
    exporter.ifPresent(RunningExporter::close);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("ovens.yml"), text);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + exporter.orElseThrow().port() + path);
      return client.send(
          HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    }
  }

  @Test
  void aRequestChoosesAModule() throws Exception {
    start("--config.file=" + file(FILE));
    assertThat(get("/probe?target=127.0.0.1:1&module=hot").body())
        .contains("oven_heat{user=\"ann\",kitchen=\"first\"} 9\n", "oven_up{kitchen=\"first\"} 1")
        .doesNotContain("oven_patience", "s3cret");
    assertThat(get("/probe?target=127.0.0.1:1").body())
        .contains("oven_heat{user=\"nobody\"} 1\n", "oven_patience{user=\"nobody\"} 1\n");
    HttpResponse<String> unknown = get("/probe?target=127.0.0.1:1&module=cold");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body())
        .isEqualTo("parameter 'module': unknown module: want one of default, hot\n");
  }

  @Test
  void theTimeoutOfTheModuleShortensTheProbe() throws Exception {
    start("--config.file=" + file(FILE.replace("[heat]", "[patience]")));
    assertThat(get("/probe?target=127.0.0.1:1&module=hot").body())
        .contains("oven_patience{user=\"ann\",kitchen=\"first\"} 0\n");
  }

  @Test
  void secretsOfTheFileAreShownNowhere() throws Exception {
    start("--config.file=" + file(FILE));
    String page = get("/probe?target=127.0.0.1:2&module=hot&debug=true").body();
    assertThat(page).contains("refused ***", "oven_up{kitchen=\"first\"} 0");
    assertThat(page + err.toString(UTF_8)).doesNotContain("s3cret");
  }

  @Test
  void withoutAFileOnlyRequestsForAModuleAreRefused() throws Exception {
    start();
    assertThat(get("/probe?target=127.0.0.1:1").body()).contains("oven_heat{user=\"nobody\"} 0\n");
    assertThat(get("/probe?target=127.0.0.1:1&module=hot").body())
        .isEqualTo("parameter 'module': there are no modules, because config.file is not set\n");
  }

  @Test
  void theFileIsReadAgainOnReload() throws Exception {
    Path file = file(FILE);
    start("--config.file=" + file);
    String probe = "/probe?target=127.0.0.1:1&module=hot";
    file(FILE.replace("level: 9", "level: 5"));
    assertThat(get(probe).body()).contains("oven_heat{user=\"ann\",kitchen=\"first\"} 9\n");
    assertThat(get("/-/reload").statusCode()).isEqualTo(200);
    assertThat(get(probe).body()).contains("oven_heat{user=\"ann\",kitchen=\"first\"} 5\n");
    file(FILE.replace("level: 9", "level: 10"));
    HttpResponse<String> bad = get("/-/reload");
    assertThat(bad.statusCode()).isEqualTo(500);
    assertThat(bad.body()).isEqualTo(file + ":10:5: level: it is too high: want 9 or less\n");
    assertThat(get(probe).body()).contains("oven_heat{user=\"ann\",kitchen=\"first\"} 5\n");
    assertThat(get("/metrics").body())
        .contains("oven_exporter_config_last_reload_successful 0\n")
        .contains("oven_exporter_config_last_reload_success_timestamp_seconds ");
    file(FILE.replace("user: ann", "user: bob"));
    assertThat(get("/-/reload").body()).isEqualTo("ok");
    assertThat(get(probe).body()).contains("oven_heat{user=\"bob\",kitchen=\"first\"} 9\n");
    assertThat(get("/metrics").body()).contains("oven_exporter_config_last_reload_successful 1\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          level: 9            | level: 10           | 10:5: level: it is too high: want 9 or less
          level: 9            | levle: 9            | 10:5: an unknown key in an entry of modules: did you mean level?
          credentials: cook   | credentials: chef   | 6:5: unknown credentials: want one of cook
          [heat]              | [heat, smell]       | 7:5: unknown collector: want some of heat, patience
          250ms               | 0                   | 8:5: timeout is not positive: want a duration such as 5s
          250ms               | -1s                 | 8:5: timeout is not positive: want a duration such as 5s
          kitchen: first      | __kitchen: first    | 9:5: not a name of a label: want letters, digits and _ as in team
          kitchen: first      | my-kitchen: first   | 9:5: not a name of a label: want letters, digits and _ as in team
          """)
  void aBadFileIsRefusedAtStart(String good, String bad, String message) throws IOException {
    Path file = file(FILE.replace(good, bad));
    for (String check : List.of("--config.check", "--config.check=false")) {
      err.reset();
      assertThat(start("--config.file=" + file, check)).isEqualTo(new Start.Ended(1));
      assertThat(err.toString(UTF_8)).contains(file + ":" + message).doesNotContain("s3cret");
    }
  }

  @Test
  void configCheckChecksAndEnds() throws IOException {
    assertThat(start("--config.file=" + file(FILE), "--config.check"))
        .isEqualTo(new Start.Ended(0));
    assertThat(out.toString(UTF_8)).isEqualTo(folder.resolve("ovens.yml") + ": 2 modules\n");
    assertThat(start("--config.check")).isEqualTo(new Start.Ended(1));
    assertThat(err.toString(UTF_8)).contains("config.check", "want config.file, too");
    err.reset();
    assertThat(start("--config.file=" + folder.resolve("none.yml"))).isEqualTo(new Start.Ended(1));
    assertThat(err.toString(UTF_8)).contains("none.yml");
  }
}
