package io.exporterkit.parity;

import java.io.PrintStream;

/// The progress of a run: on a terminal one line that is overwritten, elsewhere one line for each server. Thread-safe.
final class Progress {
  private final PrintStream err;
  private final boolean terminal;
  private final int all;
  private final long startNanos = System.nanoTime();
  private int done;

  /// @param all number of comparisons
  Progress(PrintStream err, boolean terminal, int all) {
    this.err = err;
    this.terminal = terminal;
    this.all = all;
  }

  /// Shows that a server is being started.
  void starting(String server) {
    show(server + ": starting");
  }

  /// Counts a comparison, and shows its server and flag set.
  synchronized void compared(String server, String flagSet) {
    done++;
    show(server + ": " + flagSet);
  }

  private synchronized void show(String text) {
    if (terminal) {
      err.printf("\r\033[Kparity: %d of %d, %s", done, all, text);
    }
  }

  /// Prints that a server has been compared with all flag sets.
  synchronized void finished(String server) {
    if (!terminal) {
      err.printf("parity: %d of %d, %s compared, %d s%n", done, all, server, seconds());
    }
  }

  /// Prints the number of comparisons and the duration of the run.
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
