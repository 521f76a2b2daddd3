package io.exporterkit.redis.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.exporterkit.redis.page.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The drawing and the tables of packages in `docs/architecture.md`, which are generated from the compiled classes and
/// from the comments of the packages.
class PackagesTest {
  private static final String KIT = "io.exporterkit";
  private static final String EXPORTER = KIT + ".redis";

  private static final String BEGIN = "<!-- packages: written by `make docs` -->\n\n";
  private static final String END = "<!-- end of packages -->";

  /// The packages and their direct dependencies on each other, in alphabetical order.
  private static final Map<String, Set<String>> DEPENDENCIES = dependencies();

  @Test
  void theDrawingAndTheTablesAreThoseOfTheCode() throws IOException {
    String page = Files.readString(MarkdownFile.ROOT.resolve("docs/architecture.md"));
    assertThat(page).contains(BEGIN, END);
    Golden.check(
        "docs/architecture.md",
        page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
            + drawing()
            + "\n### redis-exporter\n\n"
            + table(EXPORTER, "redis-exporter")
            + "\n### exporter-kit\n\n"
            + table(KIT, "exporter-kit")
            + "\n"
            + page.substring(page.indexOf(END)));
  }

  private static String drawing() {
    StringBuilder text = new StringBuilder("```mermaid\nflowchart TD\n");
    text.append(group(EXPORTER, "redis-exporter")).append(group(KIT, "exporter-kit"));
    DEPENDENCIES.forEach((from, all) ->
        all.stream()
            .filter(to -> all.stream().noneMatch(other -> reaches(other, to)))
            .forEach(to -> text.append("  %s --> %s\n".formatted(id(from), id(to)))));
    return text.append("```\n").toString();
  }

  private static String group(String parent, String module) {
    return packages(parent)
        .map(name -> "    %s[%s]\n".formatted(id(name), label(name)))
        .collect(Collectors.joining("", "  subgraph " + module + "\n", "  end\n"));
  }

  /// Whether a package depends on another one through others.
  private static boolean reaches(String from, String to) {
    return DEPENDENCIES.getOrDefault(from, Set.of()).stream()
        .anyMatch(next -> next.equals(to) || reaches(next, to));
  }

  private static String id(String name) {
    return name.replace('.', '_');
  }

  private static String label(String name) {
    return name.equals(EXPORTER) ? "redis" : name.equals(KIT) ? "exporterkit" : simple(name);
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /// Returns the packages of the exporter, or those of the kit.
  private static Stream<String> packages(String parent) {
    return DEPENDENCIES.keySet().stream()
        .filter(name -> name.startsWith(EXPORTER) == parent.equals(EXPORTER));
  }

  /// Returns a table with the first sentence of the comment of each package.
  private static String table(String parent, String module) {
    Path sources = MarkdownFile.ROOT.resolve(module).resolve("src/main/java");
    return packages(parent)
        .map(name -> {
          Path file = sources.resolve(name.replace('.', '/')).resolve("package-info.java");
          return "| `%s` | %s |\n".formatted(label(name), firstSentence(file));
        })
        .collect(Collectors.joining("", "| package | contents |\n|---|---|\n", ""));
  }

  private static String firstSentence(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      String comment =
          lines
              .filter(line -> line.startsWith("///"))
              .map(line -> line.substring(3).strip())
              .collect(Collectors.joining(" "));
      return comment.replaceFirst("\\. .*", ".");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Set<String>> dependencies() {
    Map<String, Set<String>> all = new TreeMap<>();
    for (JavaClass type : classes()) {
      Set<String> to = all.computeIfAbsent(room(type), _ -> new TreeSet<>());
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> room(dependency.getTargetClass()))
          .filter(name -> name.startsWith(KIT) && !name.equals(room(type)))
          .forEach(to::add);
    }
    return all;
  }

  private static JavaClasses classes() {
    // Only names of classes matter, so the classes of the JDK and of libraries are not read.
    return ArchConfiguration.withThreadLocalScope(configuration -> {
      configuration.setResolveMissingDependenciesFromClassPath(false);
      return new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/redis/servers/"))
          .withImportOption(location -> !location.contains("/io/exporterkit/testing/"))
          .importPackages(KIT);
    });
  }

  /// Returns the package of a class; of a package named `internal`, the one above.
  private static String room(JavaClass type) {
    return type.getPackageName().replaceFirst("\\.internal$", "");
  }
}
