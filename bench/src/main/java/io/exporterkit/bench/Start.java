package io.exporterkit.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The start of an exporter, from the start of the process to the end of its first scrape.
final class Start {
  /// The names of the figures, in the order of [#measure].
  static final List<String> MEASURES =
      List.of(
          "to_health",
          "cpu_to_health",
          "to_first_scrape",
          "cpu_to_first_scrape",
          "resident",
          "resident_anonymous");

  private Start() {}

  /// Starts the program and scrapes it once.
  static List<Double> measure(List<String> program, String address)
      throws IOException, InterruptedException {
    try (Running running = Running.start(program, List.of(address));
        Page page = running.connect()) {
      page.get("/health");
      double health = running.nanosSinceStart() / 1e6;
      double cpuToHealth = running.threadCpuMillis();
      if (!page.text("/metrics").contains("\nredis_up 1\n")) {
        throw new IOException("the target is not up");
      }
      double scrape = running.nanosSinceStart() / 1e6;
      double cpu = running.threadCpuMillis();
      // The compiler's queue empties.
      TimeUnit.MILLISECONDS.sleep(500);
      return List.of(
          health,
          cpuToHealth,
          scrape,
          cpu,
          running.residentMegabytes(),
          running.anonymousMegabytes());
    }
  }
}
