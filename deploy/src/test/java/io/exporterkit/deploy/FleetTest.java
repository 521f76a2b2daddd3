package io.exporterkit.deploy;

import static io.exporterkit.deploy.RedisHaJson.at;
import static io.exporterkit.deploy.RedisHaJson.objects;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.Installed;
import io.exporterkit.redis.servers.Prometheus;
import io.exporterkit.redis.servers.Promtool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The configurations of Prometheus in `docs/fleet.md`.
class FleetTest {
  private static final Pattern PAGE =
      Pattern.compile(
          "http://(redis-exporter(?:-[0-9])?):9121/scrape\\?target=redis%3A%2F%2Fhost([0-9]+)%3A6379");

  @ParameterizedTest
  @ValueSource(strings = {"shards of exporters", "shards of Prometheus"})
  void promtoolAcceptsTheConfiguration(String name) throws IOException {
    Path file = Files.createTempFile("prometheus", ".yml");
    try {
      Files.writeString(file, block(name));
      Promtool.Verdict verdict = Promtool.run("", "check", "config", file.toString());
      assertThat(verdict.passed()).as(verdict.lines().toString()).isTrue();
    } finally {
      Files.delete(file);
    }
  }

  /// Shows the targets of a real Prometheus with both configurations, the second one for both servers.
  @Test
  void eachTargetIsScrapedByOneShard() throws IOException {
    List<String> hosts = IntStream.range(0, 30).mapToObj(Integer::toString).toList();
    JsonArray jobs = new JsonArray();
    jobs.add(job("exporters", block("shards of exporters"), hosts));
    jobs.add(job("first", block("shards of Prometheus"), hosts));
    jobs.add(job("second", block("shards of Prometheus").replace("regex: 0", "regex: 1"), hosts));
    try (Prometheus prometheus = Prometheus.start("scrape_configs: " + jobs + "\n")) {
      Map<String, List<String>> pages = new TreeMap<>();
      Await.until(
          Duration.ofSeconds(20),
          "the targets of all jobs",
          () -> {
            pages.clear();
            for (Object element :
                prometheus.json("/api/v1/targets").getObject("data").getArray("activeTargets")) {
              com.grack.nanojson.JsonObject target = (com.grack.nanojson.JsonObject) element;
              pages
                  .computeIfAbsent(target.getString("scrapePool", ""), _ -> new ArrayList<>())
                  .add(target.getString("scrapeUrl", ""));
            }
            return pages.size() == 3;
          });
      assertThat(hosts(pages.getOrDefault("exporters", List.of())))
          .containsExactlyInAnyOrderElementsOf(hosts);
      assertThat(exporters(pages.getOrDefault("exporters", List.of())))
          .containsExactlyInAnyOrder("redis-exporter-0", "redis-exporter-1", "redis-exporter-2");
      List<String> both = new ArrayList<>(pages.getOrDefault("first", List.of()));
      both.addAll(pages.getOrDefault("second", List.of()));
      assertThat(hosts(both)).containsExactlyInAnyOrderElementsOf(hosts);
      assertThat(exporters(both)).containsExactly("redis-exporter");
    }
  }

  private static List<String> hosts(List<String> pages) {
    return pages.stream().map(page -> match(page).group(2)).toList();
  }

  private static Set<String> exporters(List<String> pages) {
    return pages.stream().map(page -> match(page).group(1)).collect(Collectors.toSet());
  }

  private static Matcher match(String page) {
    Matcher matcher = PAGE.matcher(page);
    assertThat(matcher.matches()).as(page).isTrue();
    return matcher;
  }

  /// Returns the job of a configuration with another name and other targets.
  private static JsonObject job(String name, String config, List<String> hosts) {
    JsonObject job = objects(Yaml.documents(config).getFirst(), "scrape_configs").getFirst();
    assertThat(at(job).get("static_configs").getAsJsonArray()).hasSize(1);
    job.addProperty("job_name", name);
    JsonArray targets = new JsonArray();
    hosts.forEach(host -> targets.add("redis://host" + host + ":6379"));
    objects(job, "static_configs").getFirst().add("targets", targets);
    return job;
  }

  /// Returns the indented block of the page that follows the comment of this name.
  private static String block(String name) throws IOException {
    String page = Files.readString(Installed.root().resolve("docs/fleet.md"));
    String comment = "<!-- " + name + " -->\n\n";
    assertThat(page).contains(comment);
    return page.substring(page.indexOf(comment) + comment.length())
        .lines()
        .takeWhile(line -> line.startsWith("    "))
        .map(line -> line.substring(4))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
