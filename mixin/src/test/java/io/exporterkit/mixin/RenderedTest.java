package io.exporterkit.mixin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files under `mixin/rendered/` are up to date: `mixin/render` writes the same files again.
class RenderedTest {
  @Test
  void theCommittedFilesAreThoseThatTheSourcesRenderTo(@TempDir Path directory)
      throws IOException, InterruptedException {
    Mixin.run("mixin/render", "--to", directory.toString());

    SortedMap<String, String> rendered = Mixin.texts(directory);
    SortedMap<String, String> chart = Mixin.texts(directory.resolve("chart"));
    rendered.keySet().removeIf(name -> name.startsWith("chart/"));
    String thresholds = rendered.remove("thresholds.js");
    SortedMap<String, String> committed = Mixin.texts(Mixin.DIRECTORY.resolve("rendered"));
    committed.remove("kustomization.yaml"); // not rendered
    assertThat(committed).as("`make mixin` renders them again").isEqualTo(rendered);
    assertThat(Mixin.texts(Mixin.DIRECTORY.resolve("../deploy/chart/redis-exporter/files")))
        .as("`make mixin` renders them again")
        .isEqualTo(chart);
    assertThat(
            Mixin.DIRECTORY.resolve(
                "../redis-exporter/src/main/resources/io/exporterkit/redis/live/thresholds.js"))
        .as("`make mixin` renders it again")
        .hasContent(thresholds);
  }
}
