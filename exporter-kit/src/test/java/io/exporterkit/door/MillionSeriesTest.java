package io.exporterkit.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class MillionSeriesTest {
  @Test
  void aPageOfAMillionSeriesFitsIntoAHeapOf64Megabytes() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                MillionSeries.class.getName(),
                "1000000")
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      // With metrics of the exporter itself, whose names begin with many_, too.
      assertThat(output.lines().filter(line -> line.matches("\\d+")))
          .as(output)
          .hasSize(3)
          .allMatch(line -> Long.parseLong(line) > 1_000_000);
    } finally {
      process.destroyForcibly();
    }
  }
}
