package io.exporterkit.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The lines of "Install" in the README, each run as far as this machine can: without a container engine and without a
/// cluster, the files that a line names are read by the tools that need neither.
class ReadmeTest {
  private static final Path SERVERS = Built.ROOT.resolve(".servers");

  @TempDir Path directory;

  /// A check of an installation.
  private interface Check {
    void run(String command) throws IOException;
  }

  private final Map<String, Check> checks =
      Map.of(
          "apt install", this::installsWithApt,
          "rpm --install", this::installsWithRpm,
          "tar -xzf",
              command -> starts(command, "redis-exporter-%s-linux-amd64/bin/redis-exporter"),
          "docker load", command -> readsImage(lastWord(command)),
          "helm upgrade", this::rendersChart,
          "kubectl apply", this::buildsManifests,
          "docker compose",
              command -> assertThat(Built.ROOT.resolve(command.split(" ", -1)[3])).exists(),
          "unzip ", command -> startsZip(lastWord(command)),
          "bin/redis-exporter ",
              command ->
                  assertThat(Shell.run(Built.ROOT + "/bin/redis-exporter", "-version"))
                      .contains("redis-exporter " + Built.version()));

  @TestFactory
  Stream<DynamicTest> eachLineInstalls() throws IOException {
    List<String> lines = lines();
    assertThat(lines).hasSize(checks.size());
    return lines.stream()
        .map(line -> {
          String command = line.substring(0, line.indexOf(" # ")).strip();
          Check check =
              checks.entrySet().stream()
                  .filter(entry -> command.startsWith(entry.getKey()))
                  .map(Map.Entry::getValue)
                  .findFirst()
                  .orElseThrow(() -> new AssertionError("no check of: " + command));
          return DynamicTest.dynamicTest(command, () -> check.run(command));
        });
  }

  @Test
  void theVersionsAreThoseOfTheRelease() throws IOException {
    assertThat(
            lines().stream()
                .flatMap(line -> Stream.of(line.split("[^0-9.]+", -1)))
                .filter(word -> word.matches("[0-9]+[.][0-9]+[.][0-9]+[.]?")))
        .isNotEmpty()
        .allMatch(word -> word.replaceAll("[.]$", "").equals(Built.version()));
  }

  private static List<String> lines() throws IOException {
    String readme = Files.readString(Built.ROOT.resolve("README.md"));
    return readme
        .substring(readme.indexOf("## Install"))
        .lines()
        .dropWhile(line -> !line.startsWith("    "))
        .takeWhile(line -> line.startsWith("    "))
        .toList();
  }

  private static String lastWord(String command) {
    return command.substring(command.lastIndexOf(' ') + 1);
  }

  private static Path file(String name) {
    Path file = Built.dist().resolve(name);
    assertThat(file).exists();
    return file;
  }

  private void installsWithApt(String command) throws IOException {
    try (DebianSystem system = DebianSystem.copy()) {
      Path deb = file(lastWord(command).substring("./".length()));
      Files.copy(deb, system.file("/var/tmp/" + deb.getFileName()));
      system.run("sh", "-c", "cd /var/tmp && apt-get install --yes ./" + deb.getFileName());
      assertThat(system.run("redis-exporter", "-version")).contains(Built.version());
    }
  }

  private void installsWithRpm(String command) throws IOException {
    try (DebianSystem system = DebianSystem.copy()) {
      String root = system.root().toString();
      Shell.run("rpm", "--root", root, "--initdb");
      // Debian's own packages are not in the database of rpm.
      Shell.run(
          "rpm",
          "--root",
          root,
          "--force-debian",
          "--nodeps",
          "--install",
          file(lastWord(command)).toString());
      assertThat(system.run("redis-exporter", "-version")).contains(Built.version());
    }
  }

  private void starts(String command, String program) {
    Shell.run(
        "sh",
        "-c",
        "cd \"$0\" && " + command.replace(lastWord(command), file(lastWord(command)).toString()),
        directory.toString());
    assertThat(
            Shell.run(directory.resolve(program.formatted(Built.version())).toString(), "-version"))
        .contains(Built.version());
  }

  /// Unpacks with the JDK, because a machine without `unzip` can do so, too.
  private void startsZip(String name) {
    String java = System.getProperty("java.home");
    Shell.run(
        "sh",
        "-c",
        "cd \"$0\" && \"$1\" --extract --file \"$2\"",
        directory.toString(),
        java + "/bin/jar",
        file(name).toString());
    ExporterProcess.Refusal end =
        ExporterProcess.end(
            List.of(
                "env",
                "JAVA_HOME=" + java,
                "sh",
                directory + "/redis-exporter-" + Built.version() + "/bin/redis-exporter",
                "-version"));
    assertThat(end.lines().getFirst()).contains(Built.version());
  }

  private static void readsImage(String name) {
    assertThat(Shell.run("skopeo", "inspect", "docker-archive:" + file(name)))
        .contains(Built.version());
  }

  private void rendersChart(String command) {
    assertThat(
            Shell.run(
                SERVERS + "/kubernetes/bin/helm",
                "template",
                "cache",
                file(lastWord(command)).toString(),
                "--set",
                "redisAddress=redis://host:6379"))
        .contains(
            "value: redis://host:6379",
            "image: \"ghcr.io/exporterkit/redis-exporter:" + Built.version());
  }

  private void buildsManifests(String command) {
    assertThat(
            Shell.run(
                SERVERS + "/kubernetes/bin/kubectl",
                "kustomize",
                Built.ROOT.resolve(lastWord(command)).toString()))
        .contains("kind: Deployment");
  }
}
