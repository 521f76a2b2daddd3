package io.exporterkit.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PrometheusTest {
  @Test
  void scrapesAndAnswers() {
    int nobody = Ports.free();
    try (Prometheus prometheus =
        Prometheus.start(
            """
            scrape_configs:
              - job_name: nobody
                static_configs:
                  - targets: ["127.0.0.1:%d"]
            """
                .formatted(nobody))) {
      assertThat(prometheus.await("up", Duration.ofSeconds(10)))
          .singleElement()
          .satisfies(up -> {
            assertThat(up.labels()).containsEntry("job", "nobody");
            assertThat(up.value()).isZero();
          });
      assertThat(prometheus.query("1 / 0").getFirst().value()).isInfinite();
      assertThatThrownBy(() -> prometheus.query("up{"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("parse error");
    }
  }

  @Test
  void promtoolJudges() {
    assertThat(
            Promtool.checkMetrics(
                """
                # HELP queue_length Jobs that wait.
                # TYPE queue_length gauge
                queue_length 3
                """))
        .isEmpty();
    assertThat(Promtool.checkMetrics("# TYPE jobs counter\njobs 3\n"))
        .anyMatch(line -> line.contains("_total"))
        .anyMatch(line -> line.contains("no help"));
    assertThat(Promtool.checkMetrics("jobs{ 3\n")).isNotEmpty();
  }
}
