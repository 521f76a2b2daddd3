package io.exporterkit.testing;

import io.exporterkit.Sessions;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.scrape.Collector;
import io.exporterkit.testing.server.Behaviour;
import io.exporterkit.testing.server.ScriptedServer;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// One scrape of a server of its own by a collector.
///
/// @param failure the exception that the collector or the opening of its session threw
/// @param bytes number of bytes that the server sent
/// @param work of the thread that collected
/// @param faults against the contract, whatever the server did
record ContractRun(
    Optional<Throwable> failure,
    Samples samples,
    long bytes,
    Growth.Work work,
    List<String> faults) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LEAVING = Duration.ofSeconds(5);

  ContractRun {
    faults = List.copyOf(faults);
  }

  /// Scrapes a server.
  ///
  /// @param sessions closed by this method
  /// @param time until the deadline
  /// @param isClosed whether the session is closed before the collector reads from it
  static <A, S extends AutoCloseable> ContractRun of(
      Collector<? super S> collector,
      Sessions<A, S> sessions,
      Function<ScriptedServer, A> address,
      Behaviour behaviour,
      Duration time,
      boolean isClosed) {
    List<String> faults = new ArrayList<>();
    Samples samples = new Samples(def -> isDeclared(collector, def));
    AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());
    AtomicReference<Growth.Work> work = new AtomicReference<>(Growth.Work.NONE);
    long bytes = 0;
    ScriptedServer server = ScriptedServer.start(behaviour);
    try {
      A target = address.apply(server);
      // A platform thread, whose work the JVM counts.
      Thread thread =
          Thread.ofPlatform()
              .name("contract")
              .unstarted(() -> {
                Growth.Work before = Growth.Work.now();
                try {
                  scrape(collector, sessions, target, time, isClosed, samples);
                } catch (Throwable e) {
                  failure.set(Optional.of(e));
                }
                work.set(Growth.Work.now().minus(before));
              });
      thread.start();
      if (!join(thread, time.plus(PATIENCE))) {
        faults.add("it still runs %d s after the deadline".formatted(PATIENCE.toSeconds()));
        thread.interrupt();
        if (!join(thread, PATIENCE)) {
          faults.add("it does not end when it is interrupted either");
        }
      }
      bytes = server.bytesWritten();
      sessions.close();
      Await.quietly(LEAVING, () -> server.open() == 0);
      if (server.open() > 0) {
        faults.add("a connection is open after session and sessions were closed");
      }
    } finally {
      try {
        server.close();
      } catch (AssertionError e) {
        faults.add(String.valueOf(e.getMessage()));
      }
    }
    failure
        .get()
        .filter(e -> e instanceof Error)
        .ifPresent(e -> faults.add("it ends with an error: " + e));
    if (!samples.refusal().isEmpty()) {
      faults.add("it emits what it does not declare: " + samples.refusal());
    }
    return new ContractRun(failure.get(), samples, bytes, work.get(), faults);
  }

  private static <A, S extends AutoCloseable> void scrape(
      Collector<? super S> collector,
      Sessions<A, S> sessions,
      A target,
      Duration time,
      boolean isClosed,
      Samples samples)
      throws Exception {
    S session = sessions.open(target, Deadline.in(time, Ticker.system()));
    try {
      if (isClosed) {
        session.close();
      }
      collector.collect(session, samples);
    } finally {
      if (!isClosed) {
        session.close();
      }
    }
  }

  private static boolean isDeclared(Collector<?> collector, MetricDef def) {
    return collector.metrics().stream()
        .filter(known -> known.name().equals(def.name()))
        .findFirst()
        .map(known -> known.agreesWith(def))
        .orElseGet(() -> collector.mayEmit(def));
  }

  private static boolean join(Thread thread, Duration time) {
    try {
      return thread.join(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
