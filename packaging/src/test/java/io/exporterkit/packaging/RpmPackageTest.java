package io.exporterkit.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The RPM package, which the real rpm installs into a Debian, because its programs are enough for the scriptlets.
class RpmPackageTest {
  private static final String DEFAULTS = "/etc/sysconfig/redis-exporter";
  private static final String WANTED =
      "/etc/systemd/system/multi-user.target.wants/redis-exporter.service";

  @TempDir Path directory;

  private static String rpm(DebianSystem system, String... arguments) {
    return Shell.run(
        Stream.concat(Stream.of("rpm", "--root", system.root().toString()), Stream.of(arguments))
            .toArray(String[]::new));
  }

  @Test
  void isInstalledServesIsUpgradedAndErased() throws IOException {
    Path launcher = directory.resolve("small/bin/redis-exporter");
    Files.createDirectories(launcher.getParent());
    Files.writeString(launcher, "#!/bin/sh\n");
    Path next = directory.resolve(RpmPackage.fileName("9.0.1"));
    RpmPackage.write(
        Built.ROOT, directory.resolve("small"), "9.0.1", Instant.ofEpochSecond(1), next);
    try (DebianSystem system = DebianSystem.copy();
        RedisServer redis = RedisServer.start(ServerKind.REDIS_8_0)) {
      Shell.run("rpm", "--root", system.root().toString(), "--initdb");
      NavigableSet<String> before = system.files();
      rpm(system, "--force-debian", "--nodeps", "--install", Built.file(".x86_64.rpm").toString());
      assertThat(rpm(system, "--verify", "--nodeps", "redis-exporter")).isEmpty();
      assertThat(system.run("getent", "passwd", "prometheus"))
          .contains(":/var/lib/prometheus:/sbin/nologin");
      assertThat(system.file(WANTED)).as("enabled by the presets of Debian").isSymbolicLink();

      Files.writeString(system.file(DEFAULTS), "ARGS=\"-redis.addr " + redis.uri() + "\"\n");
      try (ExporterProcess exporter =
          ExporterProcess.startInstalled(system.command(Unit.read().command(system)))) {
        assertThat(Http.get(exporter.port(), "/metrics")).contains("\nredis_up 1\n");
        assertThat(Files.readString(Path.of("/proc", Long.toString(exporter.pid()), "cmdline")))
            .contains("\0-XX:AOTCache=");
      }

      rpm(system, "--force-debian", "--nodeps", "--upgrade", next.toString());
      assertThat(rpm(system, "--query", "redis-exporter"))
          .isEqualTo("redis-exporter-9.0.1-1.x86_64");
      assertThat(Files.readString(system.file(DEFAULTS))).contains(redis.uri());
      assertThat(system.file("/usr/lib/redis-exporter/lib")).doesNotExist();
      assertThat(system.file(WANTED)).as("kept by the upgrade").isSymbolicLink();

      rpm(system, "--erase", "redis-exporter");
      NavigableSet<String> after = system.files();
      assertThat(after).as("kept because it was changed").contains(DEFAULTS + ".rpmsave");
      // The last three are directories of other packages of an RPM distribution.
      List.of(DEFAULTS + ".rpmsave", "/etc/sysconfig", "/usr/share/licenses", "/usr/share/man/man1")
          .forEach(after::remove);
      assertThat(after).isEqualTo(before);
    }
  }

  /// Installs the package where no other package is, so that rpm lists all requirements that other packages satisfy.
  @Test
  void otherPackagesSatisfyTheRequirements() {
    String root = directory.resolve("empty").toString();
    String file = Built.file(".x86_64.rpm").toString();
    Shell.run("mkdir", root);
    Shell.run("rpm", "--root", root, "--initdb");
    ExporterProcess.Refusal end =
        ExporterProcess.end(
            List.of("rpm", "--root", root, "--force-debian", "--test", "--install", file));
    assertThat(
            end.lines().stream()
                .filter(line -> line.contains(" is needed by "))
                .map(line -> line.replaceFirst(" is needed by .*", "").strip()))
        .containsExactlyInAnyOrder(
            "/bin/sh", "/usr/sbin/useradd", "libc.so.6(GLIBC_2.17)(64bit)", "systemd");
  }

  @Test
  void requiresWhatItUses() {
    String file = Built.file(".x86_64.rpm").toString();
    assertThat(Shell.run("rpm", "--query", "--requires", "--package", file).lines())
        .contains("/bin/sh", "/usr/sbin/useradd", "systemd", "libc.so.6(GLIBC_2.17)(64bit)");
    assertThat(Shell.run("rpm", "--query", "--configfiles", "--package", file)).isEqualTo(DEFAULTS);
    assertThat(Shell.run("rpm", "--query", "--package", "--queryformat", "%{BUILDHOST}", file))
        .isEqualTo("localhost");
    assertThat(Shell.run("rpm", "--checksig", file)).endsWith("digests OK");
  }

  @Test
  void equalFilesAreEqualBytes() throws IOException {
    Files.createDirectories(directory.resolve("small/bin"));
    Files.writeString(directory.resolve("small/bin/redis-exporter"), "#!/bin/sh\n");
    Path program = directory.resolve("small");
    Path first = directory.resolve("first.rpm");
    Path second = directory.resolve("second.rpm");
    RpmPackage.write(Built.ROOT, program, "1.2.3", Instant.ofEpochSecond(1), first);
    RpmPackage.write(Built.ROOT, program, "1.2.3", Instant.ofEpochSecond(1), second);
    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
    RpmPackage.write(Built.ROOT, program, "1.2.3", Instant.ofEpochSecond(2), second);
    assertThat(Files.mismatch(first, second)).isPositive();
  }
}
