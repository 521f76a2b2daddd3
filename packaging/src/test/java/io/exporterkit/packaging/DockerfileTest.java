package io.exporterkit.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The Dockerfile, which is not built here, compared with the image that `packaging/dist` makes.
class DockerfileTest {
  private final List<Instruction> instructions = read();

  /// An instruction in one line.
  ///
  /// @param name such as `COPY`
  private record Instruction(String name, String arguments) {}

  @Test
  void theConfigurationIsThatOfTheImage() throws Exception {
    JsonObject image =
        JsonParser.object()
            .from(
                Shell.run("skopeo", "inspect", "--config", "oci-archive:" + Built.file(".oci.tar")))
            .getObject("config");
    List<Instruction> last = lastStage();
    assertThat(only(last, "FROM")).isEqualTo("scratch");
    JsonArray entryPoint = JsonParser.array().from(only(last, "ENTRYPOINT"));
    assertThat(entryPoint).isEqualTo(image.getArray("Entrypoint"));
    assertThat(only(last, "USER")).isEqualTo(image.getString("User"));
    assertThat(image.getObject("ExposedPorts")).containsOnlyKeys(only(last, "EXPOSE"));
    assertThat(last)
        .extracting(Instruction::name)
        .containsOnly("FROM", "COPY", "USER", "EXPOSE", "ENTRYPOINT");
  }

  @Test
  void allLayersAreCopied() throws IOException {
    String work = "--work ";
    String build = instructions.get(instructions.indexOf(lastStage().getFirst()) - 1).arguments();
    assertThat(build).startsWith("packaging/dist ").contains(work);
    Path inContainer = Path.of(build.substring(build.indexOf(work) + work.length()));
    Path here = Built.dist().resolveSibling("dist-work");
    List<Path> copied = new ArrayList<>();
    for (Instruction instruction : lastStage()) {
      if (instruction.name().equals("COPY")) {
        String[] words = instruction.arguments().split(" ", -1);
        assertThat(words).hasSize(3).startsWith("--from=build").endsWith("/");
        assertThat(words[1]).as("a source whose contents are copied").endsWith("/");
        copied.add(here.resolve(inContainer.relativize(Path.of(words[1]))));
      }
    }
    try (Stream<Path> layers = Files.list(here.resolve("stage/image"))) {
      assertThat(copied).containsExactlyInAnyOrderElementsOf(layers.toList());
    }
  }

  @Test
  void theContextHasTheCommitAndNoPasswords() throws IOException {
    assertThat(Files.readAllLines(Built.ROOT.resolve(".dockerignore")))
        .filteredOn(line -> !line.startsWith("#"))
        .contains("deploy/compose/secrets")
        .noneMatch(line -> line.startsWith(".git") || line.startsWith("*/") || line.equals("*"));
  }

  private List<Instruction> lastStage() {
    int from = 0;
    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i).name().equals("FROM")) {
        from = i;
      }
    }
    return instructions.subList(from, instructions.size());
  }

  private static String only(List<Instruction> stage, String name) {
    List<String> found =
        stage.stream()
            .filter(instruction -> instruction.name().equals(name))
            .map(Instruction::arguments)
            .toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  private static List<Instruction> read() {
    try {
      String text = Files.readString(Built.ROOT.resolve("deploy/Dockerfile"));
      return text.replace("\\\n", " ")
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .map(parts -> new Instruction(parts[0], parts[1].strip()))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
