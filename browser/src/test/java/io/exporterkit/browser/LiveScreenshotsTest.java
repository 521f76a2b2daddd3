package io.exporterkit.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.ExporterProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/// The demo opens with a live page. Its pictures stand in the documents; `-Dscreenshots=write` makes them again, which
/// needs five minutes, so that the charts have something to show.
class LiveScreenshotsTest {
  private static final boolean WRITES = "write".equals(System.getProperty("screenshots"));
  private static final Path IMAGES = Path.of("../docs/images");
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 1290;

  @Test
  void thePageOfTheDemoLives() throws IOException {
    List<String> demo =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            absoluteClassPath(),
            "io.exporterkit.redis.demo.Demo");
    try (ExporterProcess exporter = ExporterProcess.startInstalled(demo);
        Browser browser = Browser.start()) {
      String page = "http://localhost:" + exporter.port() + "/";
      assertThat(exporter.log().lines().filter(line -> line.contains("http://")).findFirst())
          .hasValueSatisfying(first -> assertThat(first).contains(page + " "));
      browser.size(WIDTH, HEIGHT);
      browser.open(page);
      browser.value("Poller.INTERVAL = " + (WRITES ? 5000 : 200));
      int points = WRITES ? 60 : 4;
      Await.until(
          Duration.ofMinutes(6),
          () -> browser.number("live.cards[0].chart.columns[0].length") >= points);
      for (String theme : List.of("light", "dark")) {
        browser.media("prefers-color-scheme", theme);
        browser.await("document.querySelectorAll('.card:not([hidden]) canvas').length >= 9");
        byte[] picture = browser.screenshot();
        Path file = IMAGES.resolve("live-" + theme + ".png");
        if (WRITES) {
          Files.createDirectories(IMAGES);
          Files.write(file, picture);
        }
        assertThat(ImageIO.read(new ByteArrayInputStream(picture)).getWidth()).isEqualTo(WIDTH);
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(WIDTH);
      }
      assertThat(browser.complaints()).isEmpty();
      end(exporter);
    }
  }

  /// Ends the demo with SIGTERM, so that the demo ends its Redis and deletes the files.
  private static void end(ExporterProcess exporter) {
    ProcessHandle demo = ProcessHandle.of(exporter.pid()).orElseThrow();
    List<ProcessHandle> redis = demo.children().toList();
    assertThat(redis).hasSize(1);
    demo.destroy();
    Await.until(
        Duration.ofSeconds(20),
        "the end of the demo",
        () -> !demo.isAlive() && !redis.getFirst().isAlive());
  }

  private static String absoluteClassPath() {
    List<String> entries = List.of(System.getProperty("java.class.path").split(":", -1));
    return String.join(
        ":", entries.stream().map(entry -> Path.of(entry).toAbsolutePath().toString()).toList());
  }
}
