package io.exporterkit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrapeTimeoutTest {
  @ParameterizedTest
  @CsvSource(
      value = {
        "null, 60000",
        "'', 60000",
        "ten, 60000",
        "10s, 60000",
        "0, 60000",
        "-5, 60000",
        "NaN, 60000",
        "-Inf, 60000",
        "10, 9500",
        "10.000000, 9500",
        "2, 1500",
        "1.5, 1125",
        "1, 750",
        "0.1, 75",
        "0.001, 0",
        "1e1, 9500",
        "600.5, 600000",
        "600, 599500",
        "1000000, 600000",
        "1e300, 600000",
        "Inf, 600000",
      },
      nullValues = "null")
  void leavesTheScraperTimeToReadTheAnswer(@Nullable String header, long millis) {
    assertThat(ScrapeTimeout.of(header)).isEqualTo(Duration.ofMillis(millis));
  }
}
