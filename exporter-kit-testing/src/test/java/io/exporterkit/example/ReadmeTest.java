package io.exporterkit.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ReadmeTest {
  private static final Path ROOT = Path.of("..");

  /// Code shown in the README is code that runs.
  @Test
  void showsPartsOfTheExample() throws IOException {
    String example =
        Files.readString(Path.of("src/test/java/io/exporterkit/example/QueueExporter.java"));
    String[] parts = Files.readString(ROOT.resolve("README.md")).split("```java\n", -1);
    assertThat(parts).hasSizeGreaterThan(2);
    for (int i = 1; i < parts.length; i++) {
      assertThat(example).contains(parts[i].substring(0, parts[i].indexOf("```")));
    }
  }

  @Test
  void linksOnlyToFilesThatAreThere() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    var links = Pattern.compile("\\]\\((?!http)([^)#]+)\\)").matcher(readme);
    int found = 0;
    while (links.find()) {
      assertThat(ROOT.resolve(links.group(1))).exists();
      found++;
    }
    assertThat(found).isGreaterThan(5);
  }
}
