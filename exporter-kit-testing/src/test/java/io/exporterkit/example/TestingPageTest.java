package io.exporterkit.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// A test of `docs/kit/testing.md`: code on the page is code that runs.
class TestingPageTest {
  private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void showsPartsOfATest() throws IOException {
    String test =
        stripped(
            Files.readString(
                Path.of("src/test/java/io/exporterkit/example/QueueExporterTest.java")));
    String page = Files.readString(Path.of("../docs/kit/testing.md"));
    assertThat(CODE.matcher(page).results().map(code -> stripped(code.group(1))))
        .hasSize(6)
        .allSatisfy(code -> assertThat(test).contains(code));
  }

  /// Returns a text without the indentation of its lines.
  private static String stripped(String text) {
    return text.replaceAll("(?m)^ +", "");
  }
}
