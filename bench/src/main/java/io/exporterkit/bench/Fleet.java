package io.exporterkit.bench;

import io.exporterkit.redis.servers.MisbehavingServer;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Scrapes many targets through `/scrape` as Prometheus does, spread evenly over an interval, and reports the memory of
/// the exporter. With several `--jvm` options, one exporter for each of them is scraped at the same time.
///
/// ```text
/// bench/fleet [--minutes=10] [--targets=180] [--hanging=20] [--every=5] [--jvm="FLAGS"]... [--under="COMMAND"]
/// ```
///
/// `--under` puts a command in front of each exporter, for example to limit its memory:
/// `systemd-run --scope -p MemoryMax=96M`.
final class Fleet {
  private static final Duration IDLE = Duration.ofSeconds(60);

  private final Results results = new Results(System.out);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> uris = new ArrayList<>();
  private final int every;

  private Fleet(int every) {
    this.every = every;
  }

  /// Counters of the responses of one exporter.
  private static final class Answers {
    final AtomicInteger up = new AtomicInteger();
    final AtomicInteger down = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
  }

  /// Scrapes for the chosen number of minutes, then waits one minute without scrapes.
  public static void main(String[] args) throws Exception {
    int minutes = 10;
    int targets = 180;
    int hanging = 20;
    int every = 5;
    List<List<String>> jvms = new ArrayList<>();
    List<String> under = List.of();
    for (String arg : args) {
      String value = arg.substring(arg.indexOf('=') + 1);
      switch (arg.substring(0, arg.length() - value.length())) {
        case "--minutes=" -> minutes = Integer.parseInt(value);
        case "--targets=" -> targets = Integer.parseInt(value);
        case "--hanging=" -> hanging = Integer.parseInt(value);
        case "--every=" -> every = Integer.parseInt(value);
        case "--jvm=" -> jvms.add(Launch.words(value, " "));
        case "--under=" -> under = Launch.words(value, " ");
        default -> {
          System.err.println(
              "usage: bench/fleet [--minutes=N] [--targets=N] [--hanging=N] [--every=SECONDS] [--jvm=\"FLAGS\"]... [--under=\"COMMAND\"]");
          System.exit(2);
        }
      }
    }
    if (jvms.isEmpty()) {
      jvms.add(List.of());
    }
    List<List<String>> commands = new ArrayList<>();
    for (List<String> jvm : jvms) {
      List<String> command = new ArrayList<>(under);
      command.addAll(Launch.ours(jvm));
      commands.add(command);
    }
    new Fleet(every).run(minutes, targets, hanging, commands);
  }

  private void run(int minutes, int targets, int hanging, List<List<String>> commands)
      throws IOException, InterruptedException {
    List<AutoCloseable> servers = new ArrayList<>();
    List<Running> exporters = new ArrayList<>();
    try {
      for (int i = 0; i < targets; i++) {
        RedisServer server = RedisServer.start(ServerKind.REDIS_7_0, "--save", "");
        servers.add(server);
        uris.add(server.uri());
      }
      MisbehavingServer silent = MisbehavingServer.start(MisbehavingServer.hang());
      servers.add(silent);
      for (int i = 0; i < hanging; i++) {
        uris.add("redis://127.0.0.1:" + silent.port() + "/" + i);
      }
      System.err.printf("%d servers run, %d targets hang%n", targets, hanging);
      List<Answers> answers = new ArrayList<>();
      for (List<String> command : commands) {
        exporters.add(Running.start(command, List.of("-redis.addr=")));
        answers.add(new Answers());
      }
      for (Running exporter : exporters) {
        exporter.connect().close();
      }
      scrape(minutes, exporters, answers);
      TimeUnit.MILLISECONDS.sleep(IDLE.toMillis());
      for (int i = 0; i < exporters.size(); i++) {
        String name = Results.OURS + " " + i;
        results.add("fleet", name, "resident_idle", exporters.get(i).residentMegabytes(), "MB");
        results.add("fleet", name, "resident_peak", exporters.get(i).peakResidentMegabytes(), "MB");
        results.add("fleet", name, "cpu", exporters.get(i).cpuMillis() / 1000, "s");
        results.add("fleet", name, "pages_up", answers.get(i).up.get(), "");
        results.add("fleet", name, "pages_down", answers.get(i).down.get(), "");
        results.add("fleet", name, "not_answered_200", answers.get(i).failed.get(), "");
      }
    } finally {
      exporters.forEach(Running::close);
      for (AutoCloseable server : servers) {
        close(server);
      }
    }
  }

  private void scrape(int minutes, List<Running> exporters, List<Answers> answers)
      throws InterruptedException {
    long begin = System.nanoTime();
    long pause = Duration.ofSeconds(every).toNanos() / uris.size();
    long rounds = Duration.ofMinutes(minutes).toSeconds() / every;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long scrape = 0; scrape < rounds * uris.size(); scrape++) {
        String uri = uris.get((int) (scrape % uris.size()));
        for (int i = 0; i < exporters.size(); i++) {
          Running exporter = exporters.get(i);
          Answers into = answers.get(i);
          threads.execute(() -> scrape(exporter, uri, into));
        }
        if (scrape % (uris.size() * 60L / every) == 0) {
          for (int i = 0; i < exporters.size(); i++) {
            System.err.printf(
                "minute %d, exporter %d: %.1f MB resident%n",
                TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - begin),
                i,
                exporters.get(i).residentMegabytes());
          }
        }
        long wait = begin + (scrape + 1) * pause - System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(Math.max(0, wait));
      }
      for (int i = 0; i < exporters.size(); i++) {
        String name = Results.OURS + " " + i;
        results.add("fleet", name, "resident_at_end", exporters.get(i).residentMegabytes(), "MB");
      }
    }
  }

  private void scrape(Running exporter, String uri, Answers into) {
    URI page = URI.create("http://127.0.0.1:" + exporter.port() + "/scrape?target=" + uri);
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(page)
                  .header("X-Prometheus-Scrape-Timeout-Seconds", Integer.toString(every - 1))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        into.failed.incrementAndGet();
      } else if (answer.body().contains("\nredis_up 1\n")) {
        into.up.incrementAndGet();
      } else {
        into.down.incrementAndGet();
      }
    } catch (IOException e) {
      into.failed.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      System.err.println("a server did not end: " + e);
    }
  }
}
