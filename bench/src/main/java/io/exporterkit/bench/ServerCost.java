package io.exporterkit.bench;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The resources that a server has used, by its own counters.
///
/// @param commandMicros run time of its commands, from INFO COMMANDSTATS
/// @param cpuMicros CPU time of its threads, including connecting, reading and writing
/// @param calls number of commands
/// @param bytes number of bytes sent
record ServerCost(double commandMicros, double cpuMicros, double calls, double bytes) {

  /// Returns the resources used until now. Reading the counters itself uses some resources.
  static ServerCost until(RespConnection asker, RedisServer server) throws IOException {
    double micros = 0;
    double calls = 0;
    for (String line : asker.command("INFO", "COMMANDSTATS").lines().toList()) {
      if (line.startsWith("cmdstat_")) {
        calls += number(line, ":calls=");
        micros += number(line, ",usec=");
      }
    }
    String stats = asker.command("INFO", "STATS");
    return new ServerCost(
        micros, cpuMicros(server), calls, number(stats, "total_net_output_bytes:"));
  }

  ServerCost minus(ServerCost other) {
    return new ServerCost(
        commandMicros - other.commandMicros,
        cpuMicros - other.cpuMicros,
        calls - other.calls,
        bytes - other.bytes);
  }

  ServerCost plus(ServerCost other) {
    return new ServerCost(
        commandMicros + other.commandMicros,
        cpuMicros + other.cpuMicros,
        calls + other.calls,
        bytes + other.bytes);
  }

  /// Adds the mean of a scrape to the results.
  void tell(Results results, String figure, String exporter, int scrapes) {
    results.add(figure, exporter, "time_of_commands", commandMicros / scrapes, "us");
    results.add(figure, exporter, "CPU_of_the_server", cpuMicros / scrapes, "us");
    results.add(figure, exporter, "commands", calls / scrapes, "");
    results.add(figure, exporter, "bytes_sent", bytes / scrapes, "");
  }

  private static double cpuMicros(RedisServer server) throws IOException {
    double nanos = 0;
    Path tasks = Path.of("/proc", Long.toString(server.pid()), "task");
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("schedstat"));
        nanos += Double.parseDouble(List.of(stat.split(" ", -1)).getFirst());
      }
    }
    return nanos / 1e3;
  }

  private static double number(String text, String before) {
    int from = text.indexOf(before) + before.length();
    int to = from;
    while (to < text.length() && Character.isDigit(text.charAt(to))) {
      to++;
    }
    return Double.parseDouble(text.substring(from, to));
  }
}
