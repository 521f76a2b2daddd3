package io.exporterkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The signals of the operating system: SIGTERM and SIGINT end an exporter, SIGHUP reloads. Used by one thread.
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Exporter.class);

  private final AtomicReference<@Nullable RunningExporter> running = new AtomicReference<>();

  /// Catches SIGHUP, which would otherwise end the process. Until [#govern], it does nothing: all files are about to be read.
  void catchHangup() {
    try {
      onHangup(() -> {
        RunningExporter exporter = running.get();
        if (exporter != null) {
          exporter.reload();
        }
      });
    } catch (ReflectiveOperationException e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      log.debug("SIGHUP is left to the JVM: {}", String.valueOf(cause));
    }
  }

  /// Makes the signals govern this exporter.
  ///
  /// @param onEnd runs when the exporter is closed
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

  /// By reflection, because the compiler warns of each direct use of `sun.misc.Signal`, for which the JDK has no replacement.
  private static void onHangup(Runnable task) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object onSignal =
        Proxy.newProxyInstance(
            handler.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "handle" -> {
                    task.run();
                    yield null;
                  }
                  case "equals" ->
                      System.identityHashCode(proxy) == System.identityHashCode(args[0]);
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> "reload";
                });
    Object hangup = signal.getConstructor(String.class).newInstance("HUP");
    signal.getMethod("handle", signal, handler).invoke(null, hangup, onSignal);
  }
}
