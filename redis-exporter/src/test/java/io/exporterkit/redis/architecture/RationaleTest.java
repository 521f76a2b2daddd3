package io.exporterkit.redis.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/// A test of the table of faults in RATIONALE.md: the tests that the rows name exist.
class RationaleTest {
  private static final Path CLASSES = Path.of("target/test-classes");
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

  @Test
  void everyFaultHasItsTest() throws IOException {
    List<String> rows =
        Files.readString(Installed.root().resolve("RATIONALE.md"))
            .split("## Faults of the original that are not here\n", 2)[1]
            .lines()
            .takeWhile(line -> !line.startsWith("## "))
            .filter(line -> line.startsWith("| ") && !line.startsWith("| fault"))
            .toList();
    assertThat(rows).hasSizeGreaterThan(15);
    assertThat(rows)
        .allSatisfy(row -> {
          String[] cells = row.split("(?<!\\\\)\\|", -1);
          assertThat(cells).as("fault, what is here, tests").hasSize(5);
          List<String> named = new ArrayList<>();
          for (Matcher test = TEST.matcher(cells[3]); test.find(); ) {
            named.add(test.group());
            assertThat(tests(test.group(1))).contains(test.group(2));
          }
          assertThat(cells[3].strip()).isNotEmpty().isEqualTo(String.join(", ", named));
        });
  }

  /// Returns the names of the tests in the class of this simple name. Fails unless there is one such class.
  private static List<String> tests(String name) {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      List<Path> found =
          files.filter(file -> file.endsWith(name + ".class")).map(CLASSES::relativize).toList();
      assertThat(found).as(name).hasSize(1);
      String path = found.getFirst().toString();
      Class<?> type =
          Class.forName(path.substring(0, path.length() - ".class".length()).replace('/', '.'));
      return Arrays.stream(type.getDeclaredMethods())
          .filter(RationaleTest::isTest)
          .map(Method::getName)
          .toList();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isTest(Method method) {
    return !method.isAnnotationPresent(Disabled.class)
        && (method.isAnnotationPresent(Test.class)
            || method.isAnnotationPresent(ParameterizedTest.class));
  }
}
