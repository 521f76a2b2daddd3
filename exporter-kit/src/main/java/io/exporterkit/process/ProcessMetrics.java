package io.exporterkit.process;

import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.SECONDS;
import static io.exporterkit.metric.Unit.TIMESTAMP;

import io.exporterkit.metric.Family;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.process.internal.ProcessStats;
import io.exporterkit.process.internal.SharedRead;
import io.exporterkit.time.Ticker;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;

/// The metrics `process_*` of the running process, with the names and units of the Go client, without a namespace.
/// Stateless, and so safe for use by several threads.
public final class ProcessMetrics {
  static final MetricDef CPU =
      counter("process_cpu_seconds_total", SECONDS, "Processor time, user and system.");
  static final MetricDef RESIDENT = gauge("process_resident_memory_bytes", BYTES, "Memory in RAM.");
  static final MetricDef VIRTUAL =
      gauge("process_virtual_memory_bytes", BYTES, "Address space in use.");
  static final MetricDef VIRTUAL_MAX =
      gauge("process_virtual_memory_max_bytes", BYTES, "Address space allowed.");
  static final MetricDef OPEN_FDS = gauge("process_open_fds", "File descriptors in use.");
  static final MetricDef MAX_FDS = gauge("process_max_fds", "File descriptors allowed.");
  static final MetricDef START =
      gauge("process_start_time_seconds", TIMESTAMP, "When the process was started.");
  static final MetricDef RECEIVED =
      counter(
          "process_network_receive_bytes_total",
          BYTES,
          "Bytes received in the process's network namespace.");
  static final MetricDef SENT =
      counter(
          "process_network_transmit_bytes_total",
          BYTES,
          "Bytes sent in the process's network namespace.");

  /// The definitions of all these metrics, for a catalogue.
  public static final List<MetricDef> ALL =
      List.of(CPU, RESIDENT, VIRTUAL, VIRTUAL_MAX, OPEN_FDS, MAX_FDS, START, RECEIVED, SENT);

  // Scrapes at the same time share a reading, because reading blocks a carrier thread, and its cost
  // grows with the number of open files.
  private static final SharedRead<ProcessStats> STATS =
      new SharedRead<>(ProcessStats::read, Ticker.system());

  private ProcessMetrics() {}

  /// Reads the present values from `/proc` ([ProcessStats#read]) and returns them as families. A metric whose value
  /// cannot be read is missing; on other systems than Linux the result is empty.
  ///
  /// Out: `process_open_fds 12`, `process_resident_memory_bytes 5.1234e+07`, ...
  public static Collection<Family> families() {
    ProcessStats stats = STATS.get();
    Samples out = new Samples();
    add(CPU, stats.cpuSecondsTotal(), out);
    add(RESIDENT, stats.residentMemoryBytes(), out);
    add(VIRTUAL, stats.virtualMemoryBytes(), out);
    add(VIRTUAL_MAX, stats.virtualMemoryMaxBytes(), out);
    add(OPEN_FDS, stats.openFds(), out);
    add(MAX_FDS, stats.maxFds(), out);
    add(START, stats.startTimeSeconds(), out);
    add(RECEIVED, stats.networkReceiveBytesTotal(), out);
    add(SENT, stats.networkTransmitBytesTotal(), out);
    return out.families();
  }

  private static void add(MetricDef def, OptionalDouble value, Samples out) {
    value.ifPresent(v -> out.add(def, v));
  }
}
