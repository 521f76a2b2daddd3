package io.exporterkit.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The unit of systemd, without a systemd that runs.
class UnitTest {
  /// Allows the system calls of the first argument, kills the process at any other, and starts the command of the
  /// others. Skips names that are calls of other architectures.
  private static final String FILTERED =
      """
      import os, seccomp, sys
      filter = seccomp.SyscallFilter(seccomp.KILL_PROCESS)
      for name in sys.argv[1].split():
        if seccomp.resolve_syscall(seccomp.Arch(), name) >= 0:
          filter.add_rule(seccomp.ALLOW, name)
      filter.load()
      os.execv(sys.argv[2], sys.argv[2:])
      """;

  @TempDir Path directory;

  private static List<String> filtered(String calls, String... command) {
    List<String> all =
        new java.util.ArrayList<>(List.of("/usr/bin/python3", "-c", FILTERED, calls));
    all.addAll(List.of(command));
    return all;
  }

  @Test
  void isValidAlsoWithTheCredential() throws IOException {
    List<String> lines =
        Unit.read().lines().stream()
            .map(line -> line.replaceFirst("^#(LoadCredential|Environment)=", "$1="))
            .map(line -> line.replace("=/usr/bin/redis-exporter", "=/bin/true"))
            .toList();
    assertThat(lines).contains("Environment=REDIS_PASSWORD_FILE=%d/redis-password");
    Path unit = Files.write(directory.resolve("redis-exporter.service"), lines);
    assertThat(Shell.run("systemd-analyze", "verify", "--man=no", unit.toString())).isEmpty();
  }

  @Test
  void isHardened() {
    String report =
        Shell.run("systemd-analyze", "security", "--offline=true", Unit.FILE.toString());
    Matcher level = Pattern.compile("Overall exposure level .*: ([0-9.]+)").matcher(report);
    assertThat(level.find()).as(report).isTrue();
    assertThat(Double.parseDouble(level.group(1))).isLessThanOrEqualTo(2.5);
  }

  @Test
  void theFilterOfSystemCallsIsWideEnough() {
    NavigableSet<String> calls = calls("@default");
    for (String value : Unit.read().values("SystemCallFilter")) {
      for (String name : value.replace("~", "").split(" ", -1)) {
        if (value.startsWith("~")) {
          calls.removeAll(calls(name));
        } else {
          calls.addAll(calls(name));
        }
      }
    }
    assertThat(calls).contains("mmap", "socket").doesNotContain("ptrace", "setuid");
    String allowed = String.join(" ", calls);
    String launcher = Built.program().resolve("bin/redis-exporter").toString();
    try (RedisServer redis = RedisServer.start(ServerKind.REDIS_8_0);
        ExporterProcess exporter =
            ExporterProcess.startInstalled(
                filtered(allowed, launcher), "-redis.addr", redis.uri())) {
      assertThat(Http.get(exporter.port(), "/metrics")).contains("\nredis_up 1\n");
      assertThat(exporter.isAlive()).isTrue();
    }
    calls.remove("socket");
    assertThat(
            ExporterProcess.end(filtered(String.join(" ", calls), launcher, "-redis.addr=")).code())
        .as("killed by the filter")
        .isEqualTo(128 + 31);
  }

  /// Returns the calls of a set of systemd, which may contain further sets.
  private static NavigableSet<String> calls(String name) {
    NavigableSet<String> calls = new TreeSet<>();
    if (!name.startsWith("@")) {
      calls.add(name);
      return calls;
    }
    Shell.run("systemd-analyze", "syscall-filter", name)
        .lines()
        .skip(1)
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line -> calls.addAll(calls(line)));
    return calls;
  }

  @Test
  void theFileOfFlagsSetsNone() {
    assertThat(
            Shell.run(
                "sh",
                "-c",
                ". \"$0\"; printf %s \"${ARGS-unset}\"",
                Built.ROOT.resolve("deploy/systemd/redis-exporter.default").toString()))
        .isEqualTo("unset");
  }
}
