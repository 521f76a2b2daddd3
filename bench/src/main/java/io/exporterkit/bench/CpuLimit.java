package io.exporterkit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A control group with a limit on CPU time, as a container with `limits.cpu` has. Needs root. `close()` removes the
/// group; its processes must have ended.
final class CpuLimit implements AutoCloseable {
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final long PERIOD_MICROS = 100_000;

  private final Path group;

  private CpuLimit(Path group) {
    this.group = group;
  }

  /// Creates a group that may use a part of one processor.
  static CpuLimit ofPercent(int percent) throws IOException {
    long quota = PERIOD_MICROS * percent / 100;
    String name = "exporter-bench-" + ProcessHandle.current().pid();
    if (Files.exists(GROUPS.resolve("cgroup.controllers"))) {
      Path group = Files.createDirectories(GROUPS.resolve(name));
      Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
      return new CpuLimit(group);
    }
    Path group = Files.createDirectories(GROUPS.resolve("cpu").resolve(name));
    Files.writeString(group.resolve("cpu.cfs_period_us"), Long.toString(PERIOD_MICROS));
    Files.writeString(group.resolve("cpu.cfs_quota_us"), Long.toString(quota));
    return new CpuLimit(group);
  }

  /// Returns the command line that runs a program in the group.
  List<String> command(List<String> program) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "echo $$ >\"$0\" && exec \"$@\"",
                group.resolve("cgroup.procs").toString()));
    command.addAll(program);
    return command;
  }

  @Override
  public void close() throws IOException {
    for (int i = 0; i < 100 && !Files.readString(group.resolve("cgroup.procs")).isEmpty(); i++) {
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    Files.deleteIfExists(group);
  }
}
