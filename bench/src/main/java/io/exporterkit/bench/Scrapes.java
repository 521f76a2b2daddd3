package io.exporterkit.bench;

import static io.exporterkit.bench.Results.ORIGINAL;
import static io.exporterkit.bench.Results.OURS;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.servers.SlowLink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// Scrapes the same real server with two exporters in turns, ours and the original, and reports duration, CPU time and
/// memory of each.
///
/// ```text
/// bench/scrapes [--rounds=N] [--only=default,no-histograms,slow-link,start,limited,cold,memory,server] [--jvm="FLAGS"]
/// ```
final class Scrapes {
  private static final Duration ROUND_TRIP = Duration.ofMillis(20);
  private static final String NO_HISTOGRAMS = "-exclude-latency-histogram-metrics";
  private static final int COLD_PROCESSES = 3;
  private static final int COLD_SCRAPES = 20;
  private static final int STARTS = 9;
  private static final int LIMITED_STARTS = 3;
  private static final int MEMORY_SCRAPES = 1000;

  private final Results results = new Results(System.out);
  private final List<String> ours;
  private final List<String> original;
  private final int rounds;

  private Scrapes(List<String> jvm, int rounds) {
    this.ours = Launch.ours(jvm);
    this.original = Launch.original();
    this.rounds = rounds;
  }

  /// Measures all figures, or those of `--only`.
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = 300;
    List<String> jvm = List.of();
    Set<String> only =
        new TreeSet<>(
            List.of(
                "default",
                "no-histograms",
                "slow-link",
                "start",
                "limited",
                "cold",
                "memory",
                "server"));
    for (String arg : args) {
      String value = arg.substring(arg.indexOf('=') + 1);
      switch (arg.substring(0, arg.length() - value.length())) {
        case "--rounds=" -> rounds = Integer.parseInt(value);
        case "--jvm=" -> jvm = Launch.words(value, " ");
        case "--only=" -> only.retainAll(Launch.words(value, ","));
        default -> {
          System.err.println(
              "usage: bench/scrapes [--rounds=N] [--only=default,no-histograms,slow-link,start,limited,cold,memory,server] [--jvm=\"FLAGS\"]");
          System.exit(2);
        }
      }
    }
    new Scrapes(jvm, rounds).run(only);
  }

  private void run(Set<String> only) throws IOException, InterruptedException {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0)) {
      System.err.printf("%d commands in the server's statistics%n", Load.run(server));
      String address = "-redis.addr=" + server.uri();
      if (only.contains("default")) {
        side("default", address);
      }
      if (only.contains("no-histograms")) {
        side("no-histograms", address, NO_HISTOGRAMS);
      }
      if (only.contains("slow-link")) {
        try (SlowLink link = SlowLink.to(server.address(), ROUND_TRIP)) {
          side("slow-link", "-redis.addr=" + link.uri());
        }
      }
      if (only.contains("start")) {
        starts(address);
      }
      if (only.contains("limited")) {
        limited(address);
      }
      if (only.contains("cold")) {
        cold(address);
      }
      if (only.contains("memory")) {
        memory(address);
      }
    }
    if (only.contains("server")) {
      for (ServerKind kind :
          List.of(ServerKind.REDIS_6_0, ServerKind.REDIS_7_0, ServerKind.REDIS_8_0)) {
        server(kind, true);
      }
      server(ServerKind.REDIS_7_0, false);
    }
    System.out.println();
    System.out.print(results.table());
  }

  /// Scrapes both exporters with the same flags, in turns and without a pause: the costs of an exporter that is scraped
  /// often.
  private void side(String figure, String... flags) throws IOException, InterruptedException {
    try (Running a = Running.start(ours, List.of(flags));
        Running b = Running.start(original, List.of(flags));
        Page pageA = a.connect();
        Page pageB = b.connect()) {
      System.err.printf("%s: warming up%n", figure);
      int pageBytes = 0;
      for (int i = 0; i < Math.max(5, rounds / 5); i++) {
        pageBytes = checked(pageA).length();
        checked(pageB);
      }
      double[] nanosA = new double[rounds];
      double[] nanosB = new double[rounds];
      double cpuA = a.cpuMillis();
      double cpuB = b.cpuMillis();
      for (int i = 0; i < rounds; i++) {
        nanosA[i] = pageA.timed("/metrics");
        nanosB[i] = pageB.timed("/metrics");
        if ((i + 1) % 50 == 0) {
          System.err.printf("%s: %d of %d%n", figure, i + 1, rounds);
        }
      }
      told(figure, OURS, nanosA, (a.cpuMillis() - cpuA) / rounds);
      told(figure, ORIGINAL, nanosB, (b.cpuMillis() - cpuB) / rounds);
      results.add(figure, OURS, "page", pageBytes / 1024.0, "KB");
    }
  }

  private void told(String figure, String exporter, double[] nanos, double cpuMillis) {
    results.add(figure, exporter, "time_p50", Results.percentile(nanos, 0.5) / 1e6, "ms");
    results.add(figure, exporter, "time_p95", Results.percentile(nanos, 0.95) / 1e6, "ms");
    results.add(figure, exporter, "cpu_per_scrape", cpuMillis, "ms");
  }

  /// Measures the time from the start of the process to the first responses, the CPU time until then, and the memory
  /// after the first scrape. The exporters start in turns.
  private void starts(String address) throws IOException, InterruptedException {
    double[][][] measured = new double[2][Start.MEASURES.size()][STARTS];
    for (int i = 0; i < STARTS; i++) {
      for (int side = 0; side < 2; side++) {
        List<Double> start = Start.measure(side == 0 ? ours : original, address);
        for (int measure = 0; measure < start.size(); measure++) {
          measured[side][measure][i] = start.get(measure);
        }
      }
      System.err.printf("start: %d of %d%n", i + 1, STARTS);
    }
    for (int side = 0; side < 2; side++) {
      for (int measure = 0; measure < Start.MEASURES.size(); measure++) {
        String name = Start.MEASURES.get(measure);
        results.add(
            "start",
            side == 0 ? OURS : ORIGINAL,
            name,
            Results.median(measured[side][measure]),
            name.startsWith("resident") ? "MB" : "ms");
      }
    }
  }

  /// Measures the time to `/health` of a process that may use a tenth of a processor.
  private void limited(String address) throws IOException, InterruptedException {
    double[][] health = new double[2][LIMITED_STARTS];
    for (int i = 0; i < LIMITED_STARTS; i++) {
      for (int side = 0; side < 2; side++) {
        try (CpuLimit limit = CpuLimit.ofPercent(10);
            Running running =
                Running.start(limit.command(side == 0 ? ours : original), List.of(address));
            Page page = running.connect()) {
          page.get("/health");
          health[side][i] = running.nanosSinceStart() / 1e6;
        }
      }
      System.err.printf("limited: %d of %d%n", i + 1, LIMITED_STARTS);
    }
    results.add("limited", OURS, "to_health", Results.median(health[0]), "ms");
    results.add("limited", ORIGINAL, "to_health", Results.median(health[1]), "ms");
  }

  /// Measures new processes that are scraped once a second, because a real exporter is scraped every 15 s and is never
  /// as warm as one under load. The CPU time is counted from one scrape to the next, so that it includes compilation
  /// after a scrape.
  private void cold(String address) throws IOException, InterruptedException {
    double[][] millisA = new double[COLD_SCRAPES + 1][COLD_PROCESSES];
    double[][] millisB = new double[COLD_SCRAPES + 1][COLD_PROCESSES];
    double[][] cpuA = new double[COLD_SCRAPES + 1][COLD_PROCESSES];
    double[][] cpuB = new double[COLD_SCRAPES + 1][COLD_PROCESSES];
    for (int process = 0; process < COLD_PROCESSES; process++) {
      try (Running a = Running.start(ours, List.of(address));
          Running b = Running.start(original, List.of(address));
          Page pageA = a.connect();
          Page pageB = b.connect()) {
        TimeUnit.MILLISECONDS.sleep(500);
        double beforeA = a.threadCpuMillis();
        double beforeB = b.threadCpuMillis();
        for (int i = 1; i <= COLD_SCRAPES; i++) {
          millisA[i][process] = pageA.timed("/metrics") / 1e6;
          TimeUnit.MILLISECONDS.sleep(500);
          millisB[i][process] = pageB.timed("/metrics") / 1e6;
          TimeUnit.MILLISECONDS.sleep(500);
          double afterA = a.threadCpuMillis();
          double afterB = b.threadCpuMillis();
          cpuA[i][process] = afterA - beforeA;
          cpuB[i][process] = afterB - beforeB;
          beforeA = afterA;
          beforeB = afterB;
        }
        System.err.printf("cold: process %d of %d%n", process + 1, COLD_PROCESSES);
      }
    }
    for (int i = 1; i <= 10; i++) {
      results.add("cold", OURS, "scrape_" + i + "_time", Results.median(millisA[i]), "ms");
      results.add("cold", ORIGINAL, "scrape_" + i + "_time", Results.median(millisB[i]), "ms");
      results.add("cold", OURS, "scrape_" + i + "_cpu", Results.median(cpuA[i]), "ms");
      results.add("cold", ORIGINAL, "scrape_" + i + "_cpu", Results.median(cpuB[i]), "ms");
    }
    String measure = "cpu_per_scrape_2_to_" + COLD_SCRAPES;
    results.add("cold", OURS, measure, mean(cpuA), "ms");
    results.add("cold", ORIGINAL, measure, mean(cpuB), "ms");
  }

  /// Returns the mean of all scrapes except the first, as the median over the processes.
  private static double mean(double[][] cpu) {
    double[] means = new double[COLD_PROCESSES];
    for (int process = 0; process < COLD_PROCESSES; process++) {
      for (int i = 2; i <= COLD_SCRAPES; i++) {
        means[process] += cpu[i][process] / (COLD_SCRAPES - 1);
      }
    }
    return Results.median(means);
  }

  private void memory(String address) throws IOException, InterruptedException {
    for (List<String> program : List.of(ours, original)) {
      String exporter = program.equals(ours) ? OURS : ORIGINAL;
      try (Running running = Running.start(program, List.of(address));
          Page page = running.connect()) {
        for (int i = 0; i < MEMORY_SCRAPES; i++) {
          page.get("/metrics");
          if ((i + 1) % 200 == 0) {
            System.err.printf("memory: %s, %d of %d%n", exporter, i + 1, MEMORY_SCRAPES);
          }
        }
        String measure = "resident_after_" + MEMORY_SCRAPES;
        TimeUnit.MILLISECONDS.sleep(500);
        results.add("memory", exporter, measure, running.residentMegabytes(), "MB");
        results.add("memory", exporter, measure + "_anonymous", running.anonymousMegabytes(), "MB");
        results.add("memory", exporter, "resident_peak", running.peakResidentMegabytes(), "MB");
      }
    }
  }

  /// Measures the costs of scrapes with default flags for the server itself.
  ///
  /// @param used whether the server's statistics have about a hundred commands
  private void server(ServerKind kind, boolean used) throws IOException, InterruptedException {
    String figure = kind.label() + (used ? "" : ", fresh:");
    try (RedisServer server = RedisServer.start(kind);
        RespConnection asker = server.connect()) {
      if (used) {
        Load.run(server);
      }
      List<String> flags = List.of("-redis.addr=" + server.uri());
      try (Running a = Running.start(ours, flags);
          Running b = Running.start(original, flags);
          Page pageA = a.connect();
          Page pageB = b.connect()) {
        for (int i = 0; i < 10; i++) {
          checked(pageA);
          checked(pageB);
        }
        ServerCost costA = new ServerCost(0, 0, 0, 0);
        ServerCost costB = costA;
        for (int i = 0; i < rounds; i++) {
          costA = costA.plus(cost(asker, server, pageA));
          costB = costB.plus(cost(asker, server, pageB));
        }
        costA.tell(results, figure, OURS, rounds);
        costB.tell(results, figure, ORIGINAL, rounds);
        System.err.printf("server: %s%n", figure);
      }
    }
  }

  /// Returns the cost of one scrape, without the cost of reading the server's counters.
  private static ServerCost cost(RespConnection asker, RedisServer server, Page page)
      throws IOException {
    ServerCost first = ServerCost.until(asker, server);
    ServerCost second = ServerCost.until(asker, server);
    page.get("/metrics");
    ServerCost third = ServerCost.until(asker, server);
    return third.minus(second).minus(second.minus(first));
  }

  private static String checked(Page page) throws IOException {
    String text = page.text("/metrics");
    if (!text.contains("\nredis_up 1\n")) {
      throw new IOException("the target is not up:\n" + text);
    }
    return text;
  }
}
