package io.exporterkit.redis.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.redis.collector.Collectors;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.servers.Installed;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.scrape.Collector;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of CONTRIBUTING.md: its example collector compiles, and the files that it names exist.
class ContributingTest {
  private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern PATH = Pattern.compile("`([\\w.-]+/[\\w./-]*)`");
  private static final Pattern BESIDE = Pattern.compile("`([A-Z]\\w+\\.java)`");

  private static String text() throws IOException {
    return Files.readString(Installed.root().resolve("CONTRIBUTING.md"));
  }

  private static List<String> found(Pattern pattern) throws IOException {
    return pattern.matcher(text()).results().map((MatchResult match) -> match.group(1)).toList();
  }

  @Test
  void itsCollectorCompiles(@TempDir Path folder) throws IOException {
    List<String> blocks = found(CODE);
    assertThat(blocks).hasSize(1);
    Path file = folder.resolve("AclLogCollector.java");
    Files.writeString(file, imports() + blocks.getFirst());
    StringWriter out = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
      var task = compiler.getTask(out, files, null, options, null, files.getJavaFileObjects(file));
      assertThat(task.call()).as(out.toString()).isTrue();
    }
    assertThat(out.toString()).isEmpty();
  }

  /// Returns the package and the imports that an editor would add.
  private static String imports() {
    Stream<Class<?>> wanted =
        Stream.of(
            MetricDef.class,
            Collector.class,
            RedisCollector.class,
            RedisSession.class,
            Command.class,
            IOException.class,
            List.class);
    StringBuilder imports = new StringBuilder();
    imports.append("package ").append(Collectors.class.getPackageName()).append(";\n");
    imports.append("import static io.exporterkit.metric.MetricDef.gauge;\n");
    wanted
        .map(Class::getPackageName)
        .distinct()
        .forEach(name -> imports.append("import ").append(name).append(".*;\n"));
    return imports.toString();
  }

  @Test
  void theFilesThatItNamesExist() throws IOException {
    List<String> paths = found(PATH);
    assertThat(paths).hasSizeGreaterThan(8);
    assertThat(paths).allSatisfy(path -> assertThat(Installed.root().resolve(path)).exists());
    List<String> named = found(BESIDE);
    assertThat(named).hasSize(3);
    try (Stream<Path> files = Files.walk(Installed.root().resolve("redis-exporter/src/main"))) {
      assertThat(files.map(path -> path.getFileName().toString())).containsAll(named);
    }
  }
}
