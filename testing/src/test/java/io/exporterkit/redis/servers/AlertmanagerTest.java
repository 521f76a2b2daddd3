package io.exporterkit.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertmanagerTest {
  @Test
  void recordsThatAnAlertFiresAndIsResolved(@TempDir Path folder) throws IOException {
    Path rules = folder.resolve("rules.yaml");
    // Fires at some evaluations only, after Prometheus has found the Alertmanager.
    Files.writeString(
        rules,
        """
        groups:
          - name: test
            rules:
              - record: evaluation
                expr: vector(1)
              - alert: Adult
                expr: count_over_time(evaluation[1h]) > 12 < 16
                labels: {severity: info}
                annotations: {summary: "Neither young nor old."}
        """);
    try (Alertmanager alertmanager = Alertmanager.start();
        Prometheus _ =
            Prometheus.start(alertmanager.asAlerting() + "rule_files: ['%s']\n".formatted(rules))) {
      Await.until(Duration.ofSeconds(30), () -> alertmanager.notifications().size() == 2);

      assertThat(alertmanager.notifications())
          .extracting(Alertmanager.Notification::firing)
          .containsExactly(true, false);
      assertThat(alertmanager.notifications())
          .allSatisfy(notification -> {
            assertThat(notification.labels())
                .containsEntry("alertname", "Adult")
                .containsEntry("severity", "info");
            assertThat(notification.annotations())
                .containsEntry("summary", "Neither young nor old.");
          });
    }
  }
}
