package io.exporterkit.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonWriter;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The image, unpacked and run without a container engine: by umoci and runc, with a read-only root, without
/// capabilities, and without a writable directory.
class ImageTest {
  @TempDir Path directory;
  private Path bundle = Path.of("");

  @BeforeEach
  void unpack() {
    String layout = directory.resolve("layout") + ":image";
    bundle = directory.resolve("bundle");
    Shell.run(
        "skopeo", "copy", "--quiet", "oci-archive:" + Built.file(".oci.tar"), "oci:" + layout);
    Shell.run("umoci", "unpack", "--image", layout, bundle.toString());
  }

  /// Ends the container: the end of runc is not its end.
  @AfterEach
  void delete() {
    var _ =
        ExporterProcess.end(List.of("runc", "--root", state(), "delete", "--force", container()));
  }

  private String state() {
    return directory.resolve("state").toString();
  }

  private static String container() {
    return "exporter-test-" + ProcessHandle.current().pid();
  }

  /// Starts the image with a memory limit, on the network of this machine.
  private ExporterProcess run(int megabytes, String... flags) throws Exception {
    Path file = bundle.resolve("config.json");
    JsonObject config = JsonParser.object().from(Files.readString(file));
    JsonObject process = config.getObject("process");
    process.put("terminal", false);
    process.put("capabilities", new JsonObject());
    config.getObject("root").put("readonly", true);
    JsonObject linux = config.getObject("linux");
    JsonArray namespaces = linux.getArray("namespaces");
    namespaces.removeIf(namespace -> ((JsonObject) namespace).getString("type").equals("network"));
    JsonObject memory = new JsonObject();
    memory.put("limit", megabytes * 1024L * 1024);
    JsonObject resources = new JsonObject();
    resources.put("memory", memory);
    linux.put("resources", resources);
    config
        .getArray("mounts")
        .removeIf(mount ->
            !List.of("/proc", "/dev", "/sys", "/sys/fs/cgroup")
                .contains(((JsonObject) mount).getString("destination")));
    Path runner =
        Files.writeString(
            directory.resolve("run"),
            """
            #!/bin/sh
            # The flags are arguments of the image's entry point, and runc reads them from a file.
            cd "%1$s"
            args='"/redis_exporter"'
            for arg; do args="$args,\\"$arg\\""; done
            sed "s|@ARGS@|$args|" config.in >config.json
            exec runc --root "%2$s" run %3$s
            """
                .formatted(bundle, state(), container()));
    process.put("args", new JsonArray(List.of("@ARGS@")));
    Files.writeString(
        bundle.resolve("config.in"), JsonWriter.string(config).replace("\"@ARGS@\"", "@ARGS@"));
    return ExporterProcess.startInstalled(List.of("sh", runner.toString()), flags);
  }

  @Test
  void scrapesWithAReadOnlyRootAndNoCapabilityIn96Megabytes() throws Exception {
    try (RedisServer redis = RedisServer.start(ServerKind.REDIS_8_0);
        ExporterProcess exporter = run(96, "-redis.addr", redis.uri())) {
      for (int i = 0; i < 20; i++) {
        assertThat(Http.get(exporter.port(), "/metrics")).contains("\nredis_up 1\n");
      }
      assertThat(commandLine(exporter))
          .contains("-Xmx54m")
          .anyMatch(argument -> argument.startsWith("-XX:AOTCache="));
    }
  }

  @Test
  void theHeapFollowsTheLimit() throws Exception {
    try (ExporterProcess exporter = run(200, "-redis.addr=")) {
      assertThat(commandLine(exporter)).contains("-Xmx112m");
    }
  }

  @Test
  void aWrongFlagIsNamedInTheFirstLine() throws Exception {
    Path runner = directory.resolve("run");
    try (ExporterProcess exporter = run(96, "-redis.addr=")) {
      assertThat(exporter.isAlive()).isTrue();
    }
    delete();
    ExporterProcess.Refusal end =
        ExporterProcess.end(List.of("sh", runner.toString(), "-redis.adr=redis://h:6379"));
    assertThat(end.code()).isEqualTo(2);
    assertThat(end.lines().getFirst())
        .isEqualTo("there is no flag -redis.adr; did you mean -redis.addr?");
  }

  @Test
  void hasNoShellAndANumericUser() throws Exception {
    assertThat(Shell.run("find", bundle.resolve("rootfs").toString(), "-name", "*sh", "-type", "f"))
        .isEmpty();
    JsonObject config =
        JsonParser.object()
            .from(
                Shell.run("skopeo", "inspect", "--config", "oci-archive:" + Built.file(".oci.tar")))
            .getObject("config");
    assertThat(config.getString("User")).isEqualTo("59000:59000");
    assertThat(config.getObject("ExposedPorts")).containsOnlyKeys("9121/tcp");
    assertThat(config.getArray("Entrypoint")).containsExactly("/redis_exporter");
    assertThat(config.getObject("Labels"))
        .containsEntry("org.opencontainers.image.version", Built.version());
  }

  @Test
  void bothFormsAreSmallAndTheDockerFormHasItsName() throws Exception {
    assertThat(Files.size(Built.file(".oci.tar"))).isLessThan(45_000_000);
    assertThat(Files.size(Built.file(".docker.tar"))).isLessThan(45_000_000);
    String manifest =
        Shell.run("tar", "-xOf", Built.file(".docker.tar").toString(), "manifest.json");
    assertThat(manifest).contains("\"ghcr.io/exporterkit/redis-exporter:" + Built.version() + "\"");
    assertThat(Shell.run("skopeo", "inspect", "docker-archive:" + Built.file(".docker.tar")))
        .contains("\"Architecture\": \"amd64\"");
  }

  /// Returns the arguments of the exporter in the container, a child of the process that the test started.
  private static List<String> commandLine(ExporterProcess exporter) throws Exception {
    List<String> found = new ArrayList<>();
    for (ProcessHandle child :
        ProcessHandle.of(exporter.pid()).orElseThrow().descendants().toList()) {
      found.addAll(
          List.of(
              Files.readString(Path.of("/proc", Long.toString(child.pid()), "cmdline"))
                  .split("\0", -1)));
    }
    return found;
  }
}
