package io.exporterkit.packaging;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// A container image without a base: the program, the C library, and a user without a name of its own on the host.
/// There is no shell in the image.
final class Image {
  static final String NAME = "ghcr.io/exporterkit/redis-exporter";

  /// The user and the group of the original's image.
  private static final String USER = "59000:59000";

  private Image() {}

  /// Writes the image in both forms.
  ///
  /// @param layers the directories of the layers, in the order in which they change least; each is the root of the image
  /// @param time the time of all files and of the image
  /// @param cache a directory for temporary files
  /// @param oci the file for the image in the form of the Open Container Initiative
  /// @param docker the file for the image in the form that `docker load` reads
  static void write(
      List<Path> layers,
      String version,
      String commit,
      Instant time,
      Path cache,
      Path oci,
      Path docker)
      throws Exception {
    write(layers, version, commit, time, cache, ImageFormat.OCI, oci);
    write(layers, version, commit, time, cache, ImageFormat.Docker, docker);
  }

  private static void write(
      List<Path> layers,
      String version,
      String commit,
      Instant time,
      Path cache,
      ImageFormat format,
      Path to)
      throws Exception {
    JibContainerBuilder image =
        Jib.fromScratch()
            .setFormat(format)
            .setPlatforms(Set.of(new Platform("amd64", "linux")))
            .setCreationTime(time)
            .setUser(USER)
            .setEntrypoint("/redis_exporter")
            .addExposedPort(Port.tcp(9121));
    image.addLabel("org.opencontainers.image.title", "redis-exporter");
    image.addLabel(
        "org.opencontainers.image.description",
        "Prometheus exporter for Redis, Valkey and their relatives");
    image.addLabel("org.opencontainers.image.version", version);
    image.addLabel("org.opencontainers.image.revision", commit);
    image.addLabel("org.opencontainers.image.created", time.toString());
    image.addLabel(
        "org.opencontainers.image.source", "https://github.com/exporterkit/redis-exporter");
    image.addLabel("org.opencontainers.image.licenses", "Apache-2.0");
    for (Path layer : layers) {
      FileEntriesLayer.Builder files =
          FileEntriesLayer.builder().setName(layer.getFileName().toString());
      for (Tree.Entry entry : Tree.read(layer).entries()) {
        files.addEntry(
            entry.file(),
            AbsoluteUnixPath.get("/" + entry.path()),
            FilePermissions.fromOctalString(Integer.toOctalString(entry.mode())),
            time,
            "0:0");
      }
      image.addFileEntriesLayer(files.build());
    }
    image.containerize(
        Containerizer.to(TarImage.at(to).named(NAME + ":" + version))
            .setOfflineMode(true)
            .setToolName("redis-exporter")
            .setBaseImageLayersCache(cache)
            .setApplicationLayersCache(cache));
  }
}
