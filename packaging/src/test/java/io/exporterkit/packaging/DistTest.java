package io.exporterkit.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The directory that `make dist` makes.
class DistTest {
  @Test
  void hasAllFilesOfARelease() throws IOException {
    String version = Built.version();
    assertThat(names(Built.dist()))
        .containsExactly(
            "SHA256SUMS",
            "redis-exporter-" + version + "-jar.zip",
            "redis-exporter-" + version + "-linux-amd64.tar.gz",
            "redis-exporter-" + version + ".cdx.json",
            "redis-exporter-" + version + ".docker.tar",
            "redis-exporter-" + version + ".oci.tar",
            "redis-exporter-" + version + ".tgz",
            "redis-exporter-" + version + ".x86_64.rpm",
            "redis-exporter_" + version + "_amd64.deb");
    assertThat(version).doesNotContain("SNAPSHOT");
  }

  @Test
  void theSumsAreThoseOfTheFiles() throws IOException {
    String checked =
        Shell.run(
            "sh",
            "-c",
            "cd \"$0\" && sha256sum --check --strict SHA256SUMS",
            Built.dist().toString());
    assertThat(checked.lines())
        .hasSize(names(Built.dist()).size() - 1)
        .allMatch(line -> line.endsWith(": OK"));
  }

  @Test
  void twoBuildsAreEqual() throws IOException {
    Path again = Built.again();
    assertThat(names(again)).isEqualTo(names(Built.dist()));
    for (String name : names(again)) {
      assertThat(Files.mismatch(Built.dist().resolve(name), again.resolve(name)))
          .as(name)
          .isEqualTo(-1);
    }
  }

  @Test
  void theListOfPartsNamesEachJarTheRuntimeAndUplot() throws Exception {
    JsonObject parts = JsonParser.object().from(Files.readString(Built.file(".cdx.json")));
    assertThat(parts.getString("bomFormat")).isEqualTo("CycloneDX");
    JsonArray components = parts.getArray("components");
    TreeSet<String> listed = new TreeSet<>();
    for (Object component : components) {
      JsonObject part = (JsonObject) component;
      listed.add(part.getString("name") + "-" + part.getString("version") + ".jar");
    }
    List<String> jars =
        Shell.run("tar", "-tzf", Built.file("-linux-amd64.tar.gz").toString())
            .lines()
            .filter(name -> name.endsWith(".jar"))
            .map(name -> name.substring(name.lastIndexOf('/') + 1))
            .filter(name -> !name.equals("redis-exporter.jar"))
            .toList();
    assertThat(jars).hasSizeGreaterThan(10);
    assertThat(listed)
        .containsAll(jars)
        .anyMatch(name -> name.startsWith("OpenJDK-25."))
        .contains("uplot-1.6.32.jar")
        .noneMatch(name -> name.contains("testing"));
    assertThat(jars).noneMatch(name -> name.contains("testing"));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
