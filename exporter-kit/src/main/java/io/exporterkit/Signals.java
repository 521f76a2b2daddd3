package io.exporterkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the signals of the operating system do to a running exporter: SIGTERM and SIGINT end it, SIGHUP reloads.
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Exporter.class);

  private Signals() {}

  /// @param onEnd runs when the exporter is closed
  static void govern(RunningExporter exporter, List<Runnable> onEnd) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(exporter, onEnd), "end"));
    try {
      reloadOnHangup(exporter);
    } catch (ReflectiveOperationException e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      log.debug("SIGHUP is left to the JVM: {}", String.valueOf(cause));
    }
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
  private static void reloadOnHangup(RunningExporter exporter) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object onSignal =
        Proxy.newProxyInstance(
            handler.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "handle" -> {
                    exporter.reload();
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
