package io.exporterkit;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The signals of the operating system: SIGTERM and SIGINT end an exporter, SIGHUP reloads. Used by one thread.
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Exporter.class);

  private final AtomicReference<@Nullable RunningExporter> running = new AtomicReference<>();

  /// Catches SIGHUP, which would otherwise end the process. Until [#govern], it does nothing: all files are about to be
  /// read.
  void catchHangup() {
    try {
      onHangup(this::reload);
    } catch (Throwable e) { // the exporter works without it
      log.debug("SIGHUP is left to the JVM: {}", e.toString());
    }
  }

  private void reload() {
    RunningExporter exporter = running.get();
    if (exporter != null) {
      exporter.reload();
    }
  }

  /// Makes the signals govern this exporter.
  ///
  /// @param onEnd tasks that run when the exporter has been closed
  void govern(RunningExporter exporter, List<Runnable> onEnd) {
    running.set(exporter);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(exporter, onEnd), "end"));
  }

  /// Lets running scrapes end, and makes the exit code 0, where the JVM's own would be 143 after SIGTERM.
  private static void end(RunningExporter exporter, List<Runnable> onEnd) {
    log.info("ending: letting running scrapes finish");
    exporter.close();
    onEnd.forEach(Runnable::run);
    log.info("ended");
    Runtime.getRuntime().halt(0);
  }

  /// Uses `sun.misc.Signal`, for which the JDK has no replacement, by its name: the compiler warns of each direct use.
  /// The handler is made as a lambda expression is, since a proxy costs ten times as much.
  private static void onHangup(Runnable task) throws Throwable {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle run =
        lookup.findStatic(
            Signals.class, "run", MethodType.methodType(void.class, Runnable.class, Object.class));
    Object onSignal =
        LambdaMetafactory.metafactory(
                lookup,
                "handle",
                MethodType.methodType(handler, Runnable.class),
                MethodType.methodType(void.class, signal),
                run,
                MethodType.methodType(void.class, signal))
            .getTarget()
            .invoke(task);
    Object hangup = signal.getConstructor(String.class).newInstance("HUP");
    signal.getMethod("handle", signal, handler).invoke(null, hangup, onSignal);
  }

  @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // found by its name
  private static void run(Runnable task, Object signal) {
    task.run();
  }
}
