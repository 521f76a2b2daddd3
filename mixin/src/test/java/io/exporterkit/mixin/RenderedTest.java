package io.exporterkit.mixin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files under `mixin/rendered/` are up to date: `mixin/render` writes the same files again.
class RenderedTest {
  @Test
  void theCommittedFilesAreThoseThatTheSourcesRenderTo(@TempDir Path directory)
      throws IOException, InterruptedException {
    Mixin.run("mixin/render", "--to", directory.toString());

    assertThat(Mixin.texts(Mixin.DIRECTORY.resolve("rendered")))
        .as("`make mixin` renders them again")
        .containsAllEntriesOf(Mixin.texts(directory));
    assertThat(Mixin.texts(Mixin.DIRECTORY.resolve("rendered/dashboards")))
        .containsOnlyKeys(Mixin.texts(directory.resolve("dashboards")).keySet());
  }
}
