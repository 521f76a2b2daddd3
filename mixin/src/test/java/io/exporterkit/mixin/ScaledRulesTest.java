package io.exporterkit.mixin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ScaledRulesTest {
  @Test
  void aMinuteBecomesASecond() {
    assertThat(ScaledRules.scaled("for: \"5m\"\nkeep_firing_for: \"2h\""))
        .isEqualTo("for: \"5s\"\nkeep_firing_for: \"120s\"");
    assertThat(ScaledRules.scaled("rate(a[1h]) > 300 and b offset 1d"))
        .isEqualTo("rate(a[60s]) > 300 and b offset 1440s");
  }

  @Test
  void onlyTimesOfTheRenderedAlertsChange() throws IOException {
    String alerts = Files.readString(Mixin.DIRECTORY.resolve("rendered/alerts.yaml"));
    String scaled = ScaledRules.scaled(alerts);

    assertThat(scaled.replaceAll("\\b\\d+[smhd]\\b", ""))
        .isEqualTo(alerts.replaceAll("\\b\\d+[smhd]\\b", ""));
    assertThat(scaled).doesNotContainPattern("(\"|\\[|offset )\\d+[mhd]\\b");
  }
}
