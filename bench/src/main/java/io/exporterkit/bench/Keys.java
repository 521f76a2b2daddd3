package io.exporterkit.bench;

import static io.exporterkit.bench.Results.ORIGINAL;
import static io.exporterkit.bench.Results.OURS;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Checks and counts many keys of the same real server with two exporters in turns, ours and the original, and reports
/// duration, CPU time and maximum memory of each.
///
/// ```text
/// bench/keys [--rounds=N] [--only=strings,types,million,count] [--jvm="FLAGS"]
/// ```
final class Keys {
  private static final int MANY = 100_000;
  private static final int MILLION = 1_000_000;
  private static final Pattern TOLD = Pattern.compile("(?m)^redis_key_size\\{");

  private final Results results = new Results(System.out);
  private final List<String> ours;
  private final List<String> original = Launch.original();
  private final int rounds;

  private Keys(List<String> jvm, int rounds) {
    this.ours = Launch.ours(jvm);
    this.rounds = rounds;
  }

  /// Measures all figures, or those of `--only`.
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = 10;
    List<String> jvm = List.of();
    Set<String> only = new TreeSet<>(List.of("strings", "types", "million", "count"));
    for (String arg : args) {
      String value = arg.substring(arg.indexOf('=') + 1);
      switch (arg.substring(0, arg.length() - value.length())) {
        case "--rounds=" -> rounds = Integer.parseInt(value);
        case "--jvm=" -> jvm = Launch.words(value, " ");
        case "--only=" -> only.retainAll(Launch.words(value, ","));
        default -> {
          System.err.println(
              "usage: bench/keys [--rounds=N] [--only=strings,types,million,count] [--jvm=\"FLAGS\"]");
          System.exit(2);
        }
      }
    }
    new Keys(jvm, rounds).run(only);
  }

  private void run(Set<String> only) throws IOException, InterruptedException {
    if (only.contains("strings")) {
      try (RedisServer server = server()) {
        populate(server, MANY);
        side("100,000 strings", rounds, MANY, "-redis.addr=" + server.uri(), "-check-keys=*");
      }
    }
    if (only.contains("types")) {
      try (RedisServer server = server()) {
        fillWithTypes(server, MANY);
        side("100,000 of six types", rounds, MANY, "-redis.addr=" + server.uri(), "-check-keys=*");
      }
    }
    if (only.contains("million") || only.contains("count")) {
      try (RedisServer server = server()) {
        populate(server, MILLION);
        if (only.contains("count")) {
          side("count of 1,000,000", rounds, 0, "-redis.addr=" + server.uri(), "-count-keys=*");
        }
        if (only.contains("million")) {
          side("1,000,000 strings", 3, 0, "-redis.addr=" + server.uri(), "-check-keys=*");
        }
      }
    }
    System.out.println();
    System.out.print(results.table());
  }

  private static RedisServer server() {
    return RedisServer.start(ServerKind.REDIS_7_0, "--enable-debug-command", "local");
  }

  /// Fills the server with strings of slightly more than ten bytes.
  private static void populate(RedisServer server, int keys) {
    System.err.printf("filling a server with %d strings%n", keys);
    server.command("DEBUG", "POPULATE", Integer.toString(keys), "key", "10");
  }

  /// Fills the server with strings, lists, sets, sorted sets, hashes and streams in equal numbers.
  private static void fillWithTypes(RedisServer server, int keys) {
    System.err.printf("filling a server with %d keys of six types%n", keys);
    String script =
        """
        for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
          local kind = i % 6
          if kind == 0 then redis.call('SET', 'string:' .. i, 'value:' .. i)
          elseif kind == 1 then redis.call('RPUSH', 'list:' .. i, 'a', 'b', 'c')
          elseif kind == 2 then redis.call('SADD', 'set:' .. i, 'a', 'b', 'c')
          elseif kind == 3 then redis.call('ZADD', 'zset:' .. i, 1, 'a', 2, 'b')
          elseif kind == 4 then redis.call('HSET', 'hash:' .. i, 'a', 1, 'b', 2)
          else redis.call('XADD', 'stream:' .. i, '*', 'a', 'b') end
        end
        """;
    int step = 10_000;
    try (RespConnection connection = server.connect()) {
      for (int from = 0; from < keys; from += step) {
        connection.command(
            "EVAL", script, "0", Integer.toString(from), Integer.toString(from + step - 1));
      }
    }
  }

  /// Measures both exporters with the same flags, in turns.
  ///
  /// @param times number of scrapes after the first one
  /// @param expected number of keys that a page must have; 0 for any number
  private void side(String figure, int times, int expected, String... flags)
      throws IOException, InterruptedException {
    try (Running a = Running.start(ours, List.of(flags));
        Running b = Running.start(original, List.of(flags));
        Page pageA = a.connect();
        Page pageB = b.connect()) {
      System.err.printf("%s: first scrapes%n", figure);
      first(figure, OURS, pageA, expected);
      first(figure, ORIGINAL, pageB, expected);
      double[] nanosA = new double[times];
      double[] nanosB = new double[times];
      double cpuA = a.cpuMillis();
      double cpuB = b.cpuMillis();
      for (int i = 0; i < times; i++) {
        nanosA[i] = pageA.timed("/metrics");
        nanosB[i] = pageB.timed("/metrics");
        System.err.printf("%s: %d of %d%n", figure, i + 1, times);
      }
      told(figure, OURS, nanosA, (a.cpuMillis() - cpuA) / times, a);
      told(figure, ORIGINAL, nanosB, (b.cpuMillis() - cpuB) / times, b);
    }
  }

  private void first(String figure, String exporter, Page page, int expected) throws IOException {
    long from = System.nanoTime();
    String text = page.text("/metrics");
    results.add(figure, exporter, "first_time", (System.nanoTime() - from) / 1e6, "ms");
    if (!text.contains("\nredis_up 1\n")) {
      throw new IOException("the target is not up:\n" + text);
    }
    long told = TOLD.matcher(text).results().count();
    if (expected > 0 && told != expected) {
      throw new IOException(exporter + " emits " + told + " keys");
    }
    results.add(figure, exporter, "keys_emitted", told, "");
  }

  private void told(
      String figure, String exporter, double[] nanos, double cpuMillis, Running running) {
    results.add(figure, exporter, "time_p50", Results.median(nanos) / 1e6, "ms");
    results.add(figure, exporter, "time_max", Results.percentile(nanos, 1) / 1e6, "ms");
    results.add(figure, exporter, "cpu_per_scrape", cpuMillis, "ms");
    results.add(figure, exporter, "resident_peak", running.peakResidentMegabytes(), "MB");
  }
}
