package io.exporterkit.process.internal;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

/// The resources that a process uses at one moment, from `/proc/self`
/// ([proc(5)](https://man7.org/linux/man-pages/man5/proc.5.html)). Each value is that of the Go client's metric
/// `process_` with the name of the component. A value that cannot be read is empty.
///
/// @param cpuSecondsTotal `cpu_seconds_total`: seconds of processor time in user and kernel mode
/// @param residentMemoryBytes `resident_memory_bytes`: bytes of memory in RAM
/// @param virtualMemoryBytes `virtual_memory_bytes`: bytes of address space
/// @param virtualMemoryMaxBytes `virtual_memory_max_bytes`: limit of the address space in bytes; 1.8446744073709552e+19
///     for no limit, as in Go
/// @param openFds `open_fds`: number of open file descriptors, without the one that is used for counting
/// @param maxFds `max_fds`: limit of open file descriptors; 1.8446744073709552e+19 for no limit, as in Go
/// @param startTimeSeconds `start_time_seconds`: Unix time of the start, in seconds
/// @param networkReceiveBytesTotal `network_receive_bytes_total`: bytes received over IPv4 by all processes in the
///     network namespace
/// @param networkTransmitBytesTotal `network_transmit_bytes_total`: bytes sent over IPv4 by all processes in the
///     network namespace
public record ProcessStats(
    OptionalDouble cpuSecondsTotal,
    OptionalDouble residentMemoryBytes,
    OptionalDouble virtualMemoryBytes,
    OptionalDouble virtualMemoryMaxBytes,
    OptionalDouble openFds,
    OptionalDouble maxFds,
    OptionalDouble startTimeSeconds,
    OptionalDouble networkReceiveBytesTotal,
    OptionalDouble networkTransmitBytesTotal) {

  /// USER_HZ, the unit of times in `/proc`: 100 on every architecture that Java 25 supports. Go's client assumes the
  /// same.
  private static final double TICKS_PER_SECOND = 100;

  private static final double UNLIMITED = 0x1p64;

  private static final int BUFFER_BYTES = 8192; // larger than the files that are read at each call

  private static final File PROC = new File("/proc");

  /// The start time of this process. It is read once, because it does not change, and `/proc/stat` is long on a machine
  /// with many processors.
  private static final class Started {
    static final OptionalDouble SECONDS = startSeconds(PROC);
  }

  /// Reads the present values of this process: four small files and one directory in `/proc`. Throws nothing: a value
  /// that cannot be read is empty.
  public static ProcessStats read() {
    return read(PROC, Started.SECONDS);
  }

  /// Reads the values from another directory than `/proc`.
  static ProcessStats read(File proc) {
    return read(proc, startSeconds(proc));
  }

  private static ProcessStats read(File proc, OptionalDouble startSeconds) {
    File self = new File(proc, "self");
    byte[] buffer = new byte[BUFFER_BYTES];
    String stat = text(new File(self, "stat"), buffer);
    String status = text(new File(self, "status"), buffer);
    String limits = text(new File(self, "limits"), buffer);
    String netstat = text(new File(self, "net/netstat"), buffer);
    String[] fds = new File(self, "fd").list();
    return new ProcessStats(
        cpuSeconds(stat),
        residentBytes(status),
        virtualBytes(stat),
        limit(limits, "Max address space"),
        fds == null ? OptionalDouble.empty() : OptionalDouble.of(Math.max(0, fds.length - 1)),
        limit(limits, "Max open files"),
        startSeconds,
        counter(netstat, "IpExt:", "InOctets"),
        counter(netstat, "IpExt:", "OutOctets"));
  }

  /// Returns the sum of fields 14 and 15 of `/proc/self/stat`, `utime` and `stime`, in seconds.
  static OptionalDouble cpuSeconds(String stat) {
    long user = statField(stat, 14);
    long system = statField(stat, 15);
    return user < 0 || system < 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((user + system) / TICKS_PER_SECOND);
  }

  /// Returns field 23 of `/proc/self/stat`, `vsize`, in bytes.
  static OptionalDouble virtualBytes(String stat) {
    return present(statField(stat, 23));
  }

  /// Returns the value of the line `VmRSS:   51234 kB` of `/proc/self/status`, in bytes. Other files have this value in
  /// pages, whose size would have to be known.
  static OptionalDouble residentBytes(String status) {
    long kilobytes = numberAfter(status, "VmRSS:");
    return kilobytes < 0 ? OptionalDouble.empty() : OptionalDouble.of(kilobytes * 1024.0);
  }

  /// Returns the Unix time of the start in seconds: `btime` of `/proc/stat`, the time at which the machine started,
  /// plus field 22 of `/proc/self/stat`, `starttime`.
  static OptionalDouble startSeconds(String stat, String machineStat) {
    long booted = numberAfter(machineStat, "btime ");
    long started = statField(stat, 22);
    return booted < 0 || started < 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(booted + started / TICKS_PER_SECOND);
  }

  private static OptionalDouble startSeconds(File proc) {
    byte[] buffer = new byte[BUFFER_BYTES];
    String stat = text(new File(proc, "self/stat"), buffer);
    return startSeconds(stat, text(new File(proc, "stat"), buffer));
  }

  /// Returns the soft limit in a row of `/proc/self/limits`.
  ///
  /// In:  `Max open files            1024                 524288               files`
  /// Out: 1024
  static OptionalDouble limit(String limits, String row) {
    int at = lineStart(limits, row);
    if (at < 0) {
      return OptionalDouble.empty();
    }
    int i = skipBlanks(limits, at + row.length());
    if (limits.startsWith("unlimited", i)) {
      return OptionalDouble.of(UNLIMITED);
    }
    return present(number(limits, i));
  }

  /// Returns a counter of `/proc/self/net/netstat`, which has two lines for each prefix, one of names and one of
  /// numbers.
  ///
  /// In:  `IpExt: InNoRoutes InOctets` and `IpExt: 0 8317`, with the name `InOctets`
  /// Out: 8317
  static OptionalDouble counter(String netstat, String prefix, String name) {
    int names = lineStart(netstat, prefix);
    int numbers = names < 0 ? -1 : netstat.indexOf('\n', names) + 1;
    if (numbers <= 0 || !netstat.startsWith(prefix, numbers)) {
      return OptionalDouble.empty();
    }
    int n = names + prefix.length();
    int v = numbers + prefix.length();
    while (true) {
      n = skipBlanks(netstat, n);
      v = skipBlanks(netstat, v);
      int nameEnd = wordEnd(netstat, n);
      int valueEnd = wordEnd(netstat, v);
      if (nameEnd == n || valueEnd == v) {
        return OptionalDouble.empty();
      }
      if (nameEnd - n == name.length() && netstat.startsWith(name, n)) {
        return present(number(netstat, v));
      }
      n = nameEnd;
      v = valueEnd;
    }
  }

  /// Returns a field of `/proc/self/stat` by its number in proc_pid_stat(5), from 3 on; -1 when the field is missing or
  /// not a number. Field 2, `(comm)`, may hold blanks and parentheses: counting begins after the last parenthesis.
  private static long statField(String stat, int field) {
    int i = stat.lastIndexOf(')') + 1;
    if (i == 0) {
      return -1;
    }
    for (int f = 3; f < field; f++) {
      i = wordEnd(stat, skipBlanks(stat, i));
    }
    return number(stat, skipBlanks(stat, i));
  }

  private static long numberAfter(String text, String prefix) {
    int at = lineStart(text, prefix);
    return at < 0 ? -1 : number(text, skipBlanks(text, at + prefix.length()));
  }

  /// Returns the index at which a line with this prefix begins; -1 when there is none.
  private static int lineStart(String text, String prefix) {
    int at = text.startsWith(prefix) ? 0 : text.indexOf("\n" + prefix) + 1;
    return at > 0 || text.startsWith(prefix) ? at : -1;
  }

  private static int skipBlanks(String text, int i) {
    while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
      i++;
    }
    return i;
  }

  private static int wordEnd(String text, int i) {
    while (i < text.length() && text.charAt(i) > ' ') {
      i++;
    }
    return i;
  }

  /// Returns the number from `i` to the end of the word; -1 when it is malformed. On a real machine no number is
  /// negative or has more than 18 digits.
  private static long number(String text, int i) {
    int end = wordEnd(text, i);
    if (end == i || end - i > 18) {
      return -1;
    }
    long n = 0;
    for (; i < end; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      n = n * 10 + (c - '0');
    }
    return n;
  }

  private static OptionalDouble present(long n) {
    return n < 0 ? OptionalDouble.empty() : OptionalDouble.of((double) n);
  }

  /// Returns the contents of a file; the empty text when it cannot be read, so that its values are absent. The buffer
  /// avoids the allocations of `readAllBytes`, because files in `/proc` have no length.
  private static String text(File file, byte[] buffer) {
    try (InputStream in = new FileInputStream(file)) {
      int size = in.readNBytes(buffer, 0, buffer.length);
      String text = new String(buffer, 0, size, StandardCharsets.ISO_8859_1);
      return size < buffer.length
          ? text
          : text + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
