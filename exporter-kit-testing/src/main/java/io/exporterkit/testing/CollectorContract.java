package io.exporterkit.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.exporterkit.Sessions;
import io.exporterkit.logging.Format;
import io.exporterkit.logging.Level;
import io.exporterkit.logging.Logging;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.scrape.Collector;
import io.exporterkit.testing.server.Behaviour;
import io.exporterkit.testing.server.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// A test of the promises that every [Collector] makes:
///
/// - It emits at least one sample from a good server, and only metrics that it declares, each series once.
/// - Several scrapes use it at the same time.
/// - When the server stalls, closes or resets the connection behind any byte, the collector ends: after a stall at the
///   deadline.
/// - With a session that is closed already, it ends.
/// - No connection and no platform thread is left after the sessions were closed.
/// - No log line, at any level, has a secret.
/// - The work grows with the length of the reply, not faster ([#large]).
///
/// ```java
/// CollectorContract.of(
///         new StatsCollector(), () -> new MemcachedSessions(new Dialer()), ScriptedServer::socketAddress)
///     .server(Behaviour.replay(conversation))
///     .check();
/// ```
///
/// Used by one thread.
///
/// @param <A> address of a target
/// @param <S> session
public final class CollectorContract<A, S extends AutoCloseable> {
  private static final Duration GOOD = Duration.ofSeconds(30);
  private static final Duration LOST = Duration.ofSeconds(5);
  private static final Duration STALLED = Duration.ofMillis(400);
  private static final int DEFAULT_PLACES = 250;
  private static final int AT_A_TIME = 32;
  private static final int SAME_TIME = 4;

  private final Collector<? super S> collector;
  private final Supplier<? extends Sessions<A, S>> sessions;
  private final Function<ScriptedServer, A> address;
  private final List<String> secrets = new ArrayList<>();
  private final Set<String> failures = new LinkedHashSet<>();
  private int places = DEFAULT_PLACES;
  private Optional<Behaviour> server = Optional.empty();
  private Optional<IntFunction<Behaviour>> large = Optional.empty();

  private CollectorContract(
      Collector<? super S> collector,
      Supplier<? extends Sessions<A, S>> sessions,
      Function<ScriptedServer, A> address) {
    this.collector = collector;
    this.sessions = sessions;
    this.address = address;
  }

  /// Begins the test of a collector.
  ///
  /// @param sessions makes the way to open sessions; each is closed by the test
  /// @param address returns a server's address, in the form of the sessions: `ScriptedServer::socketAddress`
  public static <A, S extends AutoCloseable> CollectorContract<A, S> of(
      Collector<? super S> collector,
      Supplier<? extends Sessions<A, S>> sessions,
      Function<ScriptedServer, A> address) {
    return new CollectorContract<>(collector, sessions, address);
  }

  /// Sets the good server: a script, a recorded conversation, or a real server by [Behaviour#forward].
  public CollectorContract<A, S> server(Behaviour good) {
    server = Optional.of(good);
    return this;
  }

  /// Sets a server whose replies have a number of entries. The test compares the CPU time and the allocated memory of
  /// a scrape of 2,000 entries and of 16,000.
  ///
  /// @param entries makes the good behaviour from the number of entries
  public CollectorContract<A, S> large(IntFunction<Behaviour> entries) {
    large = Optional.of(entries);
    return this;
  }

  /// Adds texts that no log line may have, such as the password of the session.
  public CollectorContract<A, S> secrets(String... texts) {
    secrets.addAll(List.of(texts));
    return this;
  }

  /// Sets the largest number of bytes behind which the server stalls, closes and resets; 250 otherwise. In a longer
  /// conversation the places are spread evenly.
  public CollectorContract<A, S> places(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("want 1 place or more");
    }
    places = most;
    return this;
  }

  /// Checks all promises. Logs nothing meanwhile: log lines are searched for secrets. Afterwards the level is `info`,
  /// the format text, and the stream `System.err`.
  ///
  /// @throws AssertionError with all broken promises
  /// @throws IllegalStateException when there is no server
  public void check() {
    Behaviour good = server.orElseThrow(() -> new IllegalStateException("no server: see server"));
    failures.clear();
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    boolean isLogOurs = Logging.isOurs();
    if (isLogOurs) {
      Logging.configure(Level.DEBUG, Format.TXT, log);
    }
    try {
      checkAll(good);
    } finally {
      if (isLogOurs) {
        Logging.configure(Level.INFO, Format.TXT, System.err);
      }
    }
    String lines = log.toString(UTF_8);
    secrets.stream()
        .filter(lines::contains)
        .forEach(secret -> failures.add("a log line has secret " + secrets.indexOf(secret)));
    if (!failures.isEmpty()) {
      throw new AssertionError(
          "collector %s breaks its contract:\n  %s"
              .formatted(collector.name(), String.join("\n  ", failures)));
    }
  }

  private void checkAll(Behaviour good) {
    declarations();
    Set<Thread> before = Set.copyOf(ContractThreads.platform());
    ContractRun first = run("a good server", good, GOOD, false);
    good(first);
    if (!failures.isEmpty()) {
      return; // the further failures would be the same
    }
    sameTime(good);
    faults(good, first.bytes());
    large.ifPresent(entries ->
        Growth.check(
            entries,
            behaviour -> {
              ContractRun run = run("a large reply", behaviour, GOOD, false);
              run.failure().ifPresent(e -> failures.add("a large reply: " + e));
              return run;
            },
            failures::add));
    ContractThreads.left(before)
        .forEach(thread -> failures.add("a thread is left: " + thread.getName()));
  }

  private void declarations() {
    if (!collector.name().matches("[a-z0-9_]+")) {
      failures.add("its name is not of lower case letters, digits and _");
    }
    List<MetricDef> first = collector.metrics();
    List<MetricDef> second = collector.metrics();
    if (!first.stream()
        .map(MetricDef::toString)
        .toList()
        .equals(second.stream().map(MetricDef::toString).toList())) {
      failures.add("metrics() differs from call to call");
    }
  }

  private void good(ContractRun run) {
    run.failure().ifPresent(e -> failures.add("a good server: it ends with " + e));
    if (run.failure().isEmpty() && run.samples().families().isEmpty()) {
      failures.add("a good server: it emits nothing");
    }
    if (run.samples().dropped() > 0) {
      failures.add("a good server: it emits a series more than once");
    }
  }

  private void sameTime(Behaviour good) {
    List<Runnable> all = new ArrayList<>();
    for (int i = 0; i < SAME_TIME; i++) {
      all.add(() ->
          run("scrapes at the same time", good, GOOD, false)
              .failure()
              .ifPresent(e -> add("scrapes at the same time: one ends with " + e)));
    }
    together(all);
  }

  private void faults(Behaviour good, long bytes) {
    List<Runnable> all = new ArrayList<>();
    // Every byte, or places that are spread evenly over a long conversation.
    long step = Math.max(1, (bytes + places - 1) / places);
    for (long at = 0; at < bytes; at += step) {
      long place = at;
      all.add(() -> run("a stall behind byte " + place, good.stallAt(place), STALLED, false));
      all.add(() -> run("a close behind byte " + place, good.cutAt(place), LOST, false));
      all.add(() -> run("a reset behind byte " + place, good.resetAt(place), LOST, false));
    }
    all.add(() -> run("a closed session", good, LOST, true));
    all.add(() -> run("a server that sends nothing", Behaviour.hang(), STALLED, false));
    all.add(() -> run("a server that closes at once", Behaviour.hangUp(), LOST, false));
    together(all);
  }

  private static void together(List<Runnable> tasks) {
    try (ExecutorService executor =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
      List<Future<?>> futures = new ArrayList<>();
      tasks.forEach(task -> futures.add(executor.submit(task)));
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private ContractRun run(String what, Behaviour behaviour, Duration time, boolean isClosed) {
    ContractRun run = ContractRun.of(collector, sessions.get(), address, behaviour, time, isClosed);
    run.faults().forEach(fault -> add(what + ": " + fault));
    return run;
  }

  private void add(String failure) {
    synchronized (failures) {
      failures.add(failure);
    }
  }
}
