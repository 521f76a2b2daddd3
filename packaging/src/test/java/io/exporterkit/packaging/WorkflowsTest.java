package io.exporterkit.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.DuplicateKeyException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// The workflows of GitHub, which cannot run here: their syntax, the versions of their actions, their scripts, and the
/// files that the scripts name.
class WorkflowsTest {
  private static final Path FOLDER = Built.ROOT.resolve(".github/workflows");

  /// The files of a release, without the version.
  private static final List<String> RELEASE =
      List.of(
          "SHA256SUMS",
          "redis-exporter-$VERSION-jar.zip",
          "redis-exporter-$VERSION-linux-amd64.tar.gz",
          "redis-exporter-$VERSION.cdx.json",
          "redis-exporter-$VERSION.docker.tar",
          "redis-exporter-$VERSION.oci.tar",
          "redis-exporter-$VERSION.tgz",
          "redis-exporter-$VERSION.x86_64.rpm",
          "redis-exporter_${VERSION}_amd64.deb");

  private static final Pattern ACTION = Pattern.compile("[a-z-]+/[a-z-]+@v\\d+\\.\\d+\\.\\d+");

  /// A path below the root of the repository.
  private static final Pattern PATH =
      Pattern.compile("\\./[\\w.-]+|\\w[\\w-]*(?:/[\\w.$\\{\\}*-]+)+|\\w+\\.(?:md|xml)");

  /// A step of a job. The keys are those of GitHub, such as `uses` and `run`.
  private record Step(String job, Map<?, ?> keys) {
    Optional<String> text(String key) {
      return Optional.ofNullable(keys.get(key)).map(Object::toString);
    }
  }

  static Stream<String> workflows() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertThat(names).containsExactly("release.yml", "test.yml");
      return names.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void keysAreThoseOfGitHub(String workflow) throws IOException {
    Map<?, ?> root = parse(read(workflow));
    assertThat(keys(root))
        .containsExactlyInAnyOrder("name", "on", "permissions", "defaults", "jobs");
    for (Map.Entry<?, ?> job : mapping(root.get("jobs")).entrySet()) {
      assertThat(keys(mapping(job.getValue())))
          .as("%s", job.getKey())
          .contains("runs-on", "timeout-minutes", "steps")
          .isSubsetOf("needs", "runs-on", "timeout-minutes", "container", "permissions", "steps");
    }
    for (Step step : steps(workflow)) {
      assertThat(keys(step.keys())).isSubsetOf("name", "uses", "with", "env", "run");
      assertThat(step.text("uses").isPresent())
          .as("%s", step)
          .isNotEqualTo(step.text("run").isPresent());
    }
  }

  @Test
  void aDuplicateKeyIsRefused() {
    assertThatThrownBy(() -> parse("jobs: {}\njobs: {}\n"))
        .isInstanceOf(DuplicateKeyException.class);
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void eachActionHasAVersion(String workflow) throws IOException {
    List<String> actions =
        steps(workflow).stream().flatMap(step -> step.text("uses").stream()).toList();
    assertThat(actions).isNotEmpty().allMatch(action -> ACTION.matcher(action).matches());
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void theScriptsAreValid(String workflow) throws IOException {
    Map<?, ?> shell = mapping(mapping(parse(read(workflow)).get("defaults")).get("run"));
    assertThat(shell.get("shell")).isEqualTo("bash");
    List<String> scripts = scripts(workflow);
    assertThat(scripts).isNotEmpty();
    for (String script : scripts) {
      assertThat(Shell.run("bash", "-n", "-c", script)).isEmpty();
      // Values come from the environment: GitHub would paste an expression into the script.
      assertThat(script).doesNotContain("${{").doesNotContain("set -x");
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void theFilesThatScriptsNameExist(String workflow) throws IOException {
    TreeSet<String> named = new TreeSet<>();
    for (String script : scripts(workflow)) {
      named.addAll(paths(script));
    }
    assertThat(named).contains("./test");
    for (String path : named) {
      if (path.startsWith("dist/")) {
        assertThat(RELEASE).contains(path.substring("dist/".length()));
      } else {
        assertThat(Built.ROOT.resolve(path)).exists();
      }
    }
  }

  @Test
  void aReleaseHasAllFilesOfTheBuild() throws IOException {
    String create =
        scripts("release.yml").stream()
            .filter(script -> script.contains("gh release create"))
            .findFirst()
            .orElseThrow();
    assertThat(paths(create))
        .filteredOn(path -> path.startsWith("dist/"))
        .containsExactlyInAnyOrderElementsOf(RELEASE.stream().map(name -> "dist/" + name).toList());
    List<String> made = new ArrayList<>();
    try (Stream<Path> files = Files.list(Built.dist())) {
      files.forEach(file -> made.add(file.getFileName().toString()));
    }
    List<String> published =
        RELEASE.stream()
            .map(name -> name.replaceAll("\\$(VERSION|\\{VERSION\\})", Built.version()))
            .toList();
    assertThat(published).containsAll(made);
  }

  @Test
  void onlyTheJobThatRunsNoTestsMayWrite() throws IOException {
    for (String workflow : workflows().toList()) {
      Map<?, ?> root = parse(read(workflow));
      assertThat(root.get("permissions")).isEqualTo(Map.of("contents", "read"));
      for (Map.Entry<?, ?> job : mapping(root.get("jobs")).entrySet()) {
        Map<?, ?> keys = mapping(job.getValue());
        boolean publishes = job.getKey().equals("publish");
        assertThat(keys.containsKey("permissions")).isEqualTo(publishes);
        assertThat(keys.toString().contains("secrets.")).isEqualTo(publishes);
        assertThat(keys.toString().contains("./test")).isEqualTo(!publishes);
      }
    }
  }

  /// Returns the paths that a script names, without addresses such as `docker://ghcr.io/name`.
  private static List<String> paths(String script) {
    List<String> found = new ArrayList<>();
    for (String word : script.replaceAll("[a-z]+://\\S+", "").split("[\\s\"'()<>;=:|&]+", -1)) {
      Matcher matcher = PATH.matcher(word);
      if (matcher.matches()) {
        found.add(word);
      }
    }
    return found;
  }

  private static List<String> scripts(String workflow) throws IOException {
    return steps(workflow).stream().flatMap(step -> step.text("run").stream()).toList();
  }

  private static List<Step> steps(String workflow) throws IOException {
    List<Step> steps = new ArrayList<>();
    for (Map.Entry<?, ?> job : mapping(parse(read(workflow)).get("jobs")).entrySet()) {
      if (!(mapping(job.getValue()).get("steps") instanceof List<?> list)) {
        throw new AssertionError(job.getKey() + " has no steps");
      }
      list.forEach(step -> steps.add(new Step(job.getKey().toString(), mapping(step))));
    }
    return steps;
  }

  private static String read(String workflow) throws IOException {
    return Files.readString(FOLDER.resolve(workflow));
  }

  private static Map<?, ?> parse(String text) {
    LoadSettings settings =
        LoadSettings.builder().setSchema(new CoreSchema()).setAllowDuplicateKeys(false).build();
    return mapping(new Load(settings).loadFromString(text));
  }

  private static Map<?, ?> mapping(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new AssertionError("not a mapping: " + value);
  }

  private static List<String> keys(Map<?, ?> mapping) {
    return mapping.keySet().stream().map(Object::toString).toList();
  }
}
