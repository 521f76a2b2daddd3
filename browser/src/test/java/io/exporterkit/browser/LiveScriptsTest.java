package io.exporterkit.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.web.LivePanels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scripts without a page, in Node: the tests of `src/test/js`.
class LiveScriptsTest {
  private static final Path GOLDEN = Path.of("../redis-exporter/src/test/resources/golden");

  @Test
  void theTestsInNodePass(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("package.json"), "{\"type\": \"module\"}");
    for (String script : List.of("exposition.js", "format.js", "readings.js")) {
      try (InputStream in = LivePanels.class.getResourceAsStream("live/" + script)) {
        Files.copy(Objects.requireNonNull(in, script), folder.resolve(script));
      }
    }
    for (Path test : tests()) {
      Files.copy(test, folder.resolve(test.getFileName().toString()));
    }
    ProcessBuilder node = new ProcessBuilder("node", "--test", "--test-reporter=tap");
    node.environment().put("GOLDEN", GOLDEN.toRealPath().toString());
    Process process = node.directory(folder.toFile()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed).containsPattern("# pass [0-9]{2,}\n").contains("# fail 0\n");
  }

  private static List<Path> tests() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/js"))) {
      return files.toList();
    }
  }
}
