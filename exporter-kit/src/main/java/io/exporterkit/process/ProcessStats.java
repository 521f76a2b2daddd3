package io.exporterkit.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

/// What a process uses at one moment; each value is that of the Go client's metric `process_` plus the name.
///
/// Seconds are CPU time in user and kernel mode, or Unix time for the start; bytes of the network are those of IPv4 in the
/// process's network namespace, all its processes together. A limit that is not set is 1.8446744073709552e+19, as in Go.
///
/// @param cpuSecondsTotal `cpu_seconds_total`
/// @param residentMemoryBytes `resident_memory_bytes`
/// @param virtualMemoryBytes `virtual_memory_bytes`
/// @param virtualMemoryMaxBytes `virtual_memory_max_bytes`
/// @param openFds `open_fds`, without the one that counting takes
/// @param maxFds `max_fds`
/// @param startTimeSeconds `start_time_seconds`
/// @param networkReceiveBytesTotal `network_receive_bytes_total`
/// @param networkTransmitBytesTotal `network_transmit_bytes_total`
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

  /// USER_HZ, the unit of times in `/proc`. It is 100 on every architecture that Java 25 runs on; Go's client assumes it too.
  private static final double TICKS_PER_SECOND = 100;

  private static final double UNLIMITED = 0x1p64;

  private static final int BUFFER_BYTES = 8192; // more than what is read each time has

  private static final File PROC = new File("/proc");

  /// When this process started: read once, as it stays, and `/proc/stat` is long on a machine with many processors.
  private static final class Started {
    static final OptionalDouble SECONDS = startSeconds(PROC);
  }

  /// Reads this process's values from `/proc`: four small files and one directory.
  public static ProcessStats read() {
    return read(PROC, Started.SECONDS);
  }

  /// As [#read()], with `/proc` elsewhere.
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

  /// Fields 14 and 15 of `/proc/self/stat`, `utime` and `stime`.
  static OptionalDouble cpuSeconds(String stat) {
    long user = statField(stat, 14);
    long system = statField(stat, 15);
    return user < 0 || system < 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((user + system) / TICKS_PER_SECOND);
  }

  /// Field 23 of `/proc/self/stat`, `vsize`.
  static OptionalDouble virtualBytes(String stat) {
    return present(statField(stat, 23));
  }

  /// `VmRSS:   51234 kB` in `/proc/self/status`; there in kB, so that the size of a page need not be known.
  static OptionalDouble residentBytes(String status) {
    long kilobytes = numberAfter(status, "VmRSS:");
    return kilobytes < 0 ? OptionalDouble.empty() : OptionalDouble.of(kilobytes * 1024.0);
  }

  /// `btime` of `/proc/stat`, when the machine came up, and field 22 of `/proc/self/stat`, `starttime`, counted from then.
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

  /// The soft limit of a row of `/proc/self/limits`: `Max open files            1024                 524288     files`
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

  /// A counter of `/proc/self/net/netstat`, which has two lines per prefix, one of names and one of numbers:
  /// `IpExt: InNoRoutes InOctets` and `IpExt: 0 8317`.
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

  /// A field of `/proc/self/stat` by the number it has in proc_pid_stat(5), from 3 on; -1 where it is missing or no number.
  /// `(comm)` before it may hold blanks and parentheses, so counting begins after the last one.
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

  /// Where a line begins with `prefix`, or -1.
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

  /// The number from `i` to the end of the word, or -1. None here is below 0 or has more than 18 digits on a real machine.
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

  /// The whole file, or the empty text where it cannot be read: then its values are absent. `buffer` saves what
  /// `readAllBytes` does before and after reading a file that tells no length.
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
