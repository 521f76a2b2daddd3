package io.exporterkit.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import io.exporterkit.Exporter;
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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests for a part of a page, for the log of a probe, and for the last probes, of an exporter of made-up doors.
class RecentProbesTest {
  private static final Logger log = LoggerFactory.getLogger(RecentProbesTest.class);
  private static final String SECRET = "s3cret";
  private static final Option<String> PASSWORD =
      Option.text("door.password", null, "", "Password of the door.").secret();

  private final List<String> ran = new ArrayList<>();
  private RunningExporter exporter;

  /// A session with a door; the port is its number.
  private record Door(InetSocketAddress at) implements AutoCloseable {
    @Override
    public void close() {}
  }

  private record Part(String name, boolean isRequired, List<String> ran)
      implements Collector<Door> {
    private MetricDef metric() {
      return MetricDef.gauge(name + "_open", "Whether it is open.").labels("key");
    }

    @Override
    public List<MetricDef> metrics() {
      return List.of(metric());
    }

    @Override
    public void collect(Door door, Samples out) throws IOException {
      ran.add(name);
      log.debug("looked at the {}, with {}", name, SECRET);
      out.add(metric(), 1, SECRET);
      if (door.at.getPort() == 2 && name.equals("lock")) {
        throw new IOException("jammed by " + SECRET);
      }
    }
  }

  private record Doors() implements Sessions<InetSocketAddress, Door> {
    @Override
    public Door open(InetSocketAddress address, Deadline deadline) throws IOException {
      if (address.getPort() == 3) {
        throw new IOException("no such door");
      }
      return new Door(address);
    }
  }

  @BeforeEach
  void start() {
    InetSocketAddress own = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    TargetExporter<InetSocketAddress, Door> doors =
        Exporter.named("door")
            .options(PASSWORD)
            .sessions(_ -> new Doors())
            .collector(new Part("frame", true, ran))
            .collector(new Part("lock", false, ran))
            .collector(new Part("bell", false, ran))
            .target(_ -> java.util.Optional.of(own))
            .probes("/probe", Parsers.address(1), "host:1");
    Start start =
        doors.start(
            List.of("--web.listen-address=127.0.0.1:0", "--door.password=" + SECRET),
            Map.of(),
            System.out,
            System.err);
    exporter = ((Start.Serving) start).exporter();
  }

  @AfterEach
  void end() {
    exporter.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + exporter.port() + path);
      return client.send(
          HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    }
  }

  private static String query(String name, String value) {
    return "&" + URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8);
  }

  private JsonArray probes() throws Exception {
    HttpResponse<String> answer = get("/-/probes");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    return JsonParser.array().from(answer.body());
  }

  @Test
  void aRequestChoosesCollectors() throws Exception {
    String path = "/probe?target=127.0.0.1:1";
    assertThat(get(path + query("collect[]", "bell")).body())
        .contains("door_frame_open", "door_bell_open")
        .doesNotContain("door_lock_open", "collector=\"lock\"");
    assertThat(ran).containsExactly("frame", "bell");
    ran.clear();
    assertThat(get(path + query("exclude[]", "bell") + query("exclude[]", "frame")).body())
        .contains("door_lock_open");
    assertThat(ran).containsExactly("frame", "lock");
    ran.clear();
    assertThat(get("/metrics?x" + query("collect[]", "lock") + query("collect[]", "bell")).body())
        .contains("door_lock_open");
    assertThat(ran).containsExactly("frame", "lock", "bell");
  }

  @Test
  void wrongNamesOfCollectorsAreRefused() throws Exception {
    HttpResponse<String> unknown =
        get(
            "/probe?target=127.0.0.1:1"
                + query("collect[]", "window")
                + query("collect[]", "bell"));
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body())
        .isEqualTo("unknown collector in collect[]: want some of bell, frame, lock\n");
    assertThat(get("/metrics?x" + query("exclude[]", "window")).body())
        .isEqualTo("unknown collector in exclude[]: want some of bell, frame, lock\n");
    assertThat(get("/metrics?x" + query("exclude[]", "lock") + query("collect[]", "bell")).body())
        .isEqualTo("collect[] and exclude[] exclude each other: want one of them\n");
    assertThat(ran).isEmpty();
  }

  @Test
  void aRequestChoosesFamilies() throws Exception {
    assertThat(
            get("/metrics?x" + query("name[]", "door_up") + query("name[]", "door_bell_open"))
                .body()
                .lines()
                .filter(line -> !line.startsWith("#")))
        .containsExactly("door_bell_open{key=\"s3cret\"} 1", "door_up 1");
    assertThat(get("/metrics?x" + query("name[]", "door_none")).body()).isEmpty();
    assertThat(
            get("/metrics?x" + query("name[]", "door_exporter_scrape_duration_seconds_count"))
                .body())
        .contains("door_exporter_scrape_duration_seconds_sum");
  }

  @Test
  void debugShowsTheLogTheCollectorsAndThePageWithoutSecrets() throws Exception {
    HttpResponse<String> answer = get("/probe?target=127.0.0.1:2&debug=true");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    assertThat(answer.body().replaceAll("[0-9]+[.][0-9]{6}", "T").replaceAll("time: .*", "time: T"))
        .startsWith(
            """
            target:   127.0.0.1:2
            path:     /probe
            time: T
            outcome:  partial
            duration: T s
            reason:   lock: jammed by ***

            Log, with the seconds since the begin:
            T DEBUG looked at the frame, with ***
            T DEBUG looked at the lock, with ***
            """)
        .contains(
            """

            Collectors:
            T s  ok         frame
            T s  failed     lock: jammed by ***
            T s  ok         bell

            Page:
            # HELP door_bell_open Whether it is open.
            # TYPE door_bell_open gauge
            door_bell_open{key="***"} 1
            """)
        .doesNotContain(SECRET);
    assertThat(get("/probe?target=127.0.0.1:2&debug=false").body()).startsWith("# HELP");
    assertThat(get("/probe?target=169.254.1.1:1&debug=true").statusCode()).isEqualTo(403);
    assertThat(get("/metrics?debug=true").body()).contains("path:     /metrics", "Page:\n");
  }

  @Test
  void theLastProbesAreListedTheNewestFirst() throws Exception {
    for (int port = 1; port <= 3; port++) {
      var _ = get("/probe?target=127.0.0.1:" + port);
    }
    JsonArray probes = probes();
    assertThat(probes).hasSize(3);
    JsonObject down = probes.getObject(0);
    assertThat(down.getString("outcome")).isEqualTo("down");
    assertThat(down.getString("reason")).isEqualTo("no such door");
    assertThat(down.getString("target")).isEqualTo("127.0.0.1:3");
    assertThat(down.getString("path")).isEqualTo("/probe");
    assertThat(down.getArray("collectors")).isEmpty();
    JsonObject partial = probes.getObject(1);
    assertThat(partial.getString("outcome")).isEqualTo("partial");
    assertThat(partial.getArray("collectors").getObject(1).getString("outcome"))
        .isEqualTo("failed");
    assertThat(partial.getDouble("seconds")).isPositive();
    assertThat(probes.getObject(2).getString("outcome")).isEqualTo("ok");
    String report = get("/-/probes?number=" + partial.getInt("number")).body();
    assertThat(report)
        .contains("reason:   lock: jammed by ***", "looked at the lock")
        .doesNotContain(SECRET, "Page:");
  }

  @Test
  void theyAreBoundedAndFailuresStay() throws Exception {
    var _ = get("/probe?target=127.0.0.1:3");
    for (int i = 0; i < 120; i++) {
      var _ = get("/metrics");
    }
    assertThat(probes()).hasSize(51);
    assertThat(get("/-/probes?number=1").body()).contains("outcome:  down");
    HttpResponse<String> gone = get("/-/probes?number=2");
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(gone.body()).isEqualTo("this probe is not among the last ones any more\n");
    assertThat(get("/-/probes?number=x").statusCode()).isEqualTo(400);
  }

  @Test
  void refusedTargetsAreNotScrapedAndNotListed() throws Exception {
    assertThat(get("/probe?target=169.254.169.254:80").body())
        .startsWith("target not allowed: its address is that of a cloud's metadata service");
    assertThat(probes()).isEmpty();
    assertThat(ran).isEmpty();
  }
}
