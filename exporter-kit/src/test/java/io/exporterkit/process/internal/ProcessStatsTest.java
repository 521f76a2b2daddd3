package io.exporterkit.process.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessStatsTest {

  private static final String STAT =
      "4242 (a (b) c) S 1 4242 4242 0 -1 4194560 9000 0 3 0 1234 567 0 0 20 0 21 0 8877 3456789504 12345 18446744073709551615 1 1 0\n";
  private static final String MACHINE_STAT =
      "cpu  1 2 3\ncpu0 1 2 3\nintr 5 0\nctxt 9\nbtime 1760000000\nprocesses 7\n";
  private static final String STATUS =
      "Name:\tjava\nVmPeak:\t 3375772 kB\nVmHWM:\t   60000 kB\nVmRSS:\t   51234 kB\nThreads:\t21\n";
  private static final String LIMITS =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max cpu time              unlimited            unlimited            seconds
      Max open files            20000                524288               files
      Max address space         unlimited            unlimited            bytes
      """;
  private static final String NETSTAT =
      """
      TcpExt: SyncookiesSent InOctets
      TcpExt: 1 2
      IpExt: InNoRoutes InMcastPkts InOctets OutOctets InMcastOctets
      IpExt: 0 3 83170001 92170002 4
      MPTcpExt: MPCapableSYNRX
      MPTcpExt: 0
      """;

  @Test
  void readsAllFromProc(@TempDir Path proc) throws IOException {
    Path self = proc.resolve("self");
    Files.createDirectories(self.resolve("net"));
    Files.writeString(proc.resolve("stat"), MACHINE_STAT);
    Files.writeString(self.resolve("stat"), STAT);
    Files.writeString(self.resolve("status"), STATUS);
    Files.writeString(self.resolve("limits"), LIMITS);
    Files.writeString(self.resolve("net/netstat"), NETSTAT);
    for (String fd : List.of("0", "1", "2", "77")) {
      Files.createFile(Files.createDirectories(self.resolve("fd")).resolve(fd));
    }
    assertThat(ProcessStats.read(proc.toFile()))
        .isEqualTo(
            new ProcessStats(
                OptionalDouble.of(18.01),
                OptionalDouble.of(51234 * 1024),
                OptionalDouble.of(3456789504.0),
                OptionalDouble.of(1.8446744073709552e19),
                OptionalDouble.of(3),
                OptionalDouble.of(20000),
                OptionalDouble.of(1760000088.77),
                OptionalDouble.of(83170001),
                OptionalDouble.of(92170002)));
  }

  @Test
  void leavesOutWhatCannotBeRead(@TempDir Path nothing) {
    OptionalDouble no = OptionalDouble.empty();
    assertThat(ProcessStats.read(nothing.toFile()))
        .isEqualTo(new ProcessStats(no, no, no, no, no, no, no, no, no));
  }

  @Test
  void leavesOutWhatIsNotThere() {
    assertThat(ProcessStats.cpuSeconds("1 (x) S 1 2 3")).isEmpty();
    assertThat(ProcessStats.cpuSeconds("no parentheses")).isEmpty();
    assertThat(ProcessStats.virtualBytes(STAT.replace("3456789504", "much"))).isEmpty();
    assertThat(ProcessStats.virtualBytes(STAT.replace("3456789504", "99999999999999999999")))
        .isEmpty();
    assertThat(ProcessStats.residentBytes("Name:\tkthread\n")).isEmpty();
    assertThat(ProcessStats.residentBytes("X VmRSS: 5 kB\n")).isEmpty();
    assertThat(ProcessStats.residentBytes("VmRSS: 5 kB\n")).hasValue(5120);
    assertThat(ProcessStats.startSeconds(STAT, "cpu 1\n")).isEmpty();
    assertThat(ProcessStats.limit(LIMITS, "Max locked memory")).isEmpty();
    assertThat(ProcessStats.limit("Max open files", "Max open files")).isEmpty();
    assertThat(ProcessStats.counter(NETSTAT, "IpExt:", "OutMcastPkts")).isEmpty();
    assertThat(ProcessStats.counter("IpExt: InOctets\n", "IpExt:", "InOctets")).isEmpty();
    assertThat(ProcessStats.counter("IpExt: InOctets", "IpExt:", "InOctets")).isEmpty();
    assertThat(ProcessStats.counter("IpExt: A InOctets\nIpExt: 1\n", "IpExt:", "InOctets"))
        .isEmpty();
    assertThat(ProcessStats.counter("IpExt: InOctets\nTcpExt: 1\n", "IpExt:", "InOctets"))
        .isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void readsThisVeryProcess() {
    ProcessStats stats = ProcessStats.read();
    Instant started = ProcessHandle.current().info().startInstant().orElseThrow();
    assertThat(stats.cpuSecondsTotal().orElseThrow()).isBetween(0.01, 10_000.0);
    assertThat(stats.residentMemoryBytes().orElseThrow())
        .isBetween(10e6, stats.virtualMemoryBytes().orElseThrow());
    assertThat(stats.virtualMemoryMaxBytes().orElseThrow()).isPositive();
    assertThat(stats.startTimeSeconds().orElseThrow())
        .isBetween(started.getEpochSecond() - 2.0, started.getEpochSecond() + 2.0);
    assertThat(stats.networkReceiveBytesTotal().orElseThrow()).isNotNegative();
    assertThat(stats.networkTransmitBytesTotal().orElseThrow()).isNotNegative();
    assertThat(stats.openFds().orElseThrow()).isBetween(3.0, stats.maxFds().orElseThrow());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void countsOpenFiles() throws IOException {
    double before = ProcessStats.read().openFds().orElseThrow();
    var open = new ArrayList<FileInputStream>();
    try {
      for (int i = 0; i < 50; i++) {
        open.add(new FileInputStream(new File("/dev/null")));
      }
      assertThat(ProcessStats.read().openFds().orElseThrow()).isBetween(before + 40, before + 60);
    } finally {
      for (FileInputStream f : open) {
        f.close();
      }
    }
  }
}
