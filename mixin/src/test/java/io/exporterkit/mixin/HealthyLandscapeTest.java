package io.exporterkit.mixin;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import io.exporterkit.redis.servers.Prometheus;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The rules on servers under load: all rules work, and only alerts fire that the load deserves.
@ExtendWith(LandscapeExtension.class)
class HealthyLandscapeTest {
  /// Longer than every scaled `for` and range, except the mean of a day.
  private static final Duration LONG = Duration.ofSeconds(75);

  @Test
  void onlyTheRestartOfANodeRaisesAnAlert(Landscape landscape) {
    landscape.awaitScrapes(LONG);

    List<Prometheus.Sample> fired =
        landscape
            .prometheus()
            .query("max by (alertname, job) (max_over_time(ALERTS{alertstate='firing'}[10m]))");
    assertThat(fired.stream().map(Prometheus.Sample::labels))
        .as("alerts that have fired")
        .extracting(labels -> labels.get("alertname") + " in " + labels.get("job"))
        .containsExactly("RedisRestarted in redis-cluster");
  }

  @Test
  void allRulesWork(Landscape landscape) {
    landscape.awaitScrapes(Duration.ofSeconds(10));

    assertThat(rules(landscape.prometheus()))
        .hasSizeGreaterThan(40)
        .allSatisfy(rule ->
            assertThat(rule.getString("health"))
                .as(rule.getString("name") + ": " + rule.getString("lastError"))
                .isEqualTo("ok"));
  }

  @Test
  void allRecordingRulesHaveData(Landscape landscape) {
    landscape.awaitScrapes(Duration.ofSeconds(10));

    assertThat(rules(landscape.prometheus()))
        .filteredOn(rule -> rule.getString("type").equals("recording"))
        .isNotEmpty()
        .allSatisfy(rule ->
            assertThat(landscape.prometheus().query(rule.getString("name")))
                .as(rule.getString("name"))
                .anyMatch(sample -> !Double.isNaN(sample.value())));
  }

  private static List<JsonObject> rules(Prometheus prometheus) {
    Stream<JsonObject> groups =
        Dashboard.objects(prometheus.json("/api/v1/rules").getObject("data").getArray("groups"));
    return groups.flatMap(group -> Dashboard.objects(group.getArray("rules"))).toList();
  }
}
