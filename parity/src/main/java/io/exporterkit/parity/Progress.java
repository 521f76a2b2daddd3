package io.exporterkit.parity;

import java.io.PrintStream;

/// How far a run is: on a terminal one line that changes, elsewhere a line for each server.
final class Progress {
  private final PrintStream err;
  private final boolean terminal;
  private final int all;
  private final long startNanos = System.nanoTime();
  private int done;

  /// @param all comparisons that are to be made
  Progress(PrintStream err, boolean terminal, int all) {
    this.err = err;
    this.terminal = terminal;
    this.all = all;
  }

  /// A server is being started.
  void starting(String server) {
    show(server + ": starting");
  }

  /// A comparison is made.
  synchronized void compared(String server, String flagSet) {
    done++;
    show(server + ": " + flagSet);
  }

  private synchronized void show(String text) {
    if (terminal) {
      err.printf("\r\033[Kparity: %d of %d, %s", done, all, text);
    }
  }

  /// A server has been compared with all flag sets.
  synchronized void finished(String server) {
    if (!terminal) {
      err.printf("parity: %d of %d, %s compared, %d s%n", done, all, server, seconds());
    }
  }

  /// The run has ended.
  synchronized void end() {
    if (terminal) {
      err.print("\r\033[K");
    }
    err.printf("parity: %d comparisons in %d s%n", done, seconds());
  }

  private long seconds() {
    return (System.nanoTime() - startNanos) / 1_000_000_000;
  }
}
