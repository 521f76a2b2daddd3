package io.exporterkit.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The manual page, as `man` shows it.
class ManualTest {
  private static final String PAGE =
      Built.ROOT.resolve("packaging/man/redis-exporter.1").toString();

  @Test
  void groffHasNoWarnings() {
    assertThat(Shell.run("groff", "-ww", "-man", "-Tutf8", "-z", PAGE)).isEmpty();
  }

  @Test
  void isShownWithSectionsAndOptions() {
    String shown =
        Shell.run(
            "sh", "-c", "MANWIDTH=100 LC_ALL=C.UTF-8 man --warnings -l \"$0\" | col -b", PAGE);
    assertThat(shown)
        .contains(
            "redis-exporter - Prometheus exporter for Redis and Valkey",
            "-redis.password-file text",
            "Variable: REDIS_EXPORTER_LOG_LEVEL.",
            "EXIT STATUS")
        .doesNotContain("warning");
  }
}
