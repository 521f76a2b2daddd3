package io.exporterkit.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Debian package, in a Debian.
class DebPackageTest {
  private static final String DEFAULTS = "/etc/default/redis-exporter";
  private static final String WANTED =
      "/etc/systemd/system/multi-user.target.wants/redis-exporter.service";

  @TempDir Path directory;

  private static Path deb() {
    return Built.file("_amd64.deb");
  }

  private static ExporterProcess start(DebianSystem system, String... flags) {
    return ExporterProcess.startInstalled(system.command(Unit.read().command(system)), flags);
  }

  @Test
  void isInstalledWithUserAndEnabledServiceAndServes() throws Exception {
    try (DebianSystem system = DebianSystem.copy();
        RedisServer redis = RedisServer.start(ServerKind.REDIS_8_0)) {
      system.install(deb());
      assertThat(system.run("dpkg", "--verify", "redis-exporter")).isEmpty();
      assertThat(system.run("getent", "passwd", "prometheus"))
          .contains(":/var/lib/prometheus:/usr/sbin/nologin");
      assertThat(Files.readSymbolicLink(system.file(WANTED)))
          .asString()
          .endsWith("/lib/systemd/system/redis-exporter.service");
      assertThat(system.run("systemd-analyze", "verify", "--man=no", "redis-exporter.service"))
          .isEmpty();
      Files.writeString(system.file("/etc/passwords.json"), "{}");
      try (ExporterProcess exporter =
          start(system, "-redis.addr", redis.uri(), "-redis.password-file=/etc/passwords.json")) {
        assertThat(Http.get(exporter.port(), "/metrics")).contains("\nredis_up 1\n");
        Path process = Path.of("/proc", Long.toString(exporter.pid()));
        assertThat(Files.readString(process.resolve("cmdline"))).contains("\0-XX:AOTCache=");
        assertThat(Files.readString(process.resolve("status")))
            .contains("CapBnd:\t0000000000000000");
        Shell.run("kill", "-HUP", Long.toString(exporter.pid()));
        Await.until(Duration.ofSeconds(10), () -> exporter.log().contains("reload"));
      }
    }
  }

  @Test
  void aWrongFlagInArgsIsReportedAndNotRepeated() throws IOException {
    try (DebianSystem system = DebianSystem.copy()) {
      system.install(deb());
      Files.writeString(system.file(DEFAULTS), "ARGS=\"-redis.adr=redis://host:6379\"\n");
      ExporterProcess.Refusal end = system.end(Unit.read().command(system).toArray(String[]::new));
      assertThat(end.lines().getFirst())
          .isEqualTo("there is no flag -redis.adr; did you mean -redis.addr?");
      assertThat(end.lines()).hasSize(2);
      assertThat(Unit.read().value("RestartPreventExitStatus"))
          .isEqualTo(Integer.toString(end.code()));
    }
  }

  @Test
  void anUpgradeKeepsChangedFlags() throws IOException {
    Path next = directory.resolve(DebPackage.fileName("9.0.1"));
    DebPackage.write(Built.ROOT, small(), "9.0.1", Instant.ofEpochSecond(1), next);
    try (DebianSystem system = DebianSystem.copy()) {
      system.install(deb());
      Files.writeString(system.file(DEFAULTS), "ARGS=\"-redis.addr=redis://mine:6379\"\n");
      system.install(next, "--force-confold");
      assertThat(Files.readString(system.file(DEFAULTS))).contains("redis://mine:6379");
      assertThat(system.run("dpkg-query", "-W", "-f=${Version} ${Status}", "redis-exporter"))
          .isEqualTo("9.0.1 install ok installed");
      assertThat(system.file("/usr/lib/redis-exporter/lib/redis-exporter.jar")).doesNotExist();
      assertThat(system.file(WANTED)).isSymbolicLink();
    }
  }

  @Test
  void replacesThePackageOfDebianAndUsesItsFlags() throws IOException {
    String old = "/etc/default/prometheus-redis-exporter";
    String alias = "/etc/systemd/system/prometheus-redis-exporter.service";
    try (DebianSystem system = DebianSystem.copy()) {
      system.install(DebianSystem.original());
      Files.writeString(system.file(old), "ARGS=\"-redis.addr redis://old:6379\"\n");
      system.install(deb());
      assertThat(system.run("dpkg-query", "-W", "-f=${Status}", "prometheus-redis-exporter"))
          .isEqualTo("install ok config-files");
      assertThat(system.run("/usr/bin/prometheus-redis-exporter", "-version"))
          .startsWith("redis-exporter " + Built.version());
      assertThat(Files.readSymbolicLink(system.file(alias)))
          .asString()
          .endsWith("/redis-exporter.service");
      assertThat(Unit.read().command(system))
          .containsSequence("/usr/bin/redis-exporter", "-redis.addr", "redis://old:6379");

      Files.writeString(system.file(DEFAULTS), "ARGS=\"-redis.addr redis://new:6379\"\n");
      assertThat(Unit.read().command(system)).contains("redis://new:6379");
      system.run("dpkg", "--purge", "prometheus-redis-exporter");
      assertThat(system.file(old)).doesNotExist();
      assertThat(system.file(WANTED)).isSymbolicLink();
      assertThat(system.run("dpkg", "--verify", "redis-exporter")).doesNotContain("missing");
    }
  }

  @Test
  void aPurgeLeavesNothingButTheUser() throws IOException {
    try (DebianSystem system = DebianSystem.copy()) {
      NavigableSet<String> before = system.files();
      system.install(deb());
      assertThat(system.files()).contains(WANTED, DEFAULTS, "/usr/bin/redis-exporter");
      system.run("dpkg", "--remove", "redis-exporter");
      assertThat(system.files()).contains(DEFAULTS).doesNotContain("/usr/bin/redis-exporter");
      system.run("dpkg", "--purge", "redis-exporter");
      assertThat(system.files()).isEqualTo(before);
      assertThat(system.run("getent", "passwd", "prometheus")).isNotEmpty();
    }
  }

  @Test
  void lintianFindsNoErrorAndNoWarningWithoutAReason() {
    ExporterProcess.Refusal end =
        ExporterProcess.end(
            List.of("lintian", "--allow-root", "--fail-on", "error", deb().toString()));
    assertThat(end.lines())
        .allMatch(line -> line.startsWith("W: redis-exporter: extra-license-file"));
    assertThat(end.code()).isZero();
  }

  /// Reads the versions of the symbols of the C library that the runtime is linked to.
  @Test
  void dependsOnTheOldestSufficientLibrary() {
    String symbols =
        Shell.run(
            "sh",
            "-c",
            "find \"$0/runtime\" -name '*.so' -exec objdump -T {} + | grep -o 'GLIBC_2[.0-9]*' | sort -Vu | tail -n 1",
            Built.program().toString());
    assertThat(Shell.run("dpkg-deb", "-f", deb().toString(), "Depends"))
        .contains("libc6 (>= " + symbols.strip().substring("GLIBC_".length()) + ")");
    assertThat(Shell.run("dpkg-deb", "-f", deb().toString(), "Version")).isEqualTo(Built.version());
  }

  @Test
  void equalFilesAreEqualBytes() throws IOException {
    Path program = small();
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    DebPackage.write(Built.ROOT, program, "1.2.3", Instant.ofEpochSecond(1), first);
    Files.setLastModifiedTime(
        program.resolve("bin/redis-exporter"), java.nio.file.attribute.FileTime.fromMillis(5));
    DebPackage.write(Built.ROOT, program, "1.2.3", Instant.ofEpochSecond(1), second);
    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
    DebPackage.write(Built.ROOT, program, "1.2.3", Instant.ofEpochSecond(2), second);
    assertThat(Files.mismatch(first, second)).isPositive();
  }

  /// Makes a program of one file, for packages that only have to be installed.
  private Path small() throws IOException {
    Path launcher = directory.resolve("small/bin/redis-exporter");
    Files.createDirectories(launcher.getParent());
    Files.writeString(launcher, "#!/bin/sh\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    return directory.resolve("small");
  }
}
