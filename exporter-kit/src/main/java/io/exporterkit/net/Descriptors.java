package io.exporterkit.net;

import io.exporterkit.process.internal.ProcessStats;
import io.exporterkit.time.Ticker;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A bound on the file descriptors of connections to targets. Some of the descriptors that the process may open are
/// reserved for the listener, files and the runtime, so that the listener never lacks one. Safe for use by several
/// threads.
public final class Descriptors {
  private static final Logger log = LoggerFactory.getLogger(Descriptors.class);

  /// The reason of a scrape that fails because there is no file descriptor.
  static final String NONE_LEFT = "the exporter is out of file descriptors";

  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final int FOR_RUNTIME = 48;
  private static final int LEAST = 4;

  private final Semaphore free;
  private final Ticker ticker;
  private final AtomicLong silentUntil;

  private Descriptors(int most, Ticker ticker) {
    this.free = new Semaphore(most);
    this.ticker = ticker;
    this.silentUntil = new AtomicLong(ticker.nanos());
  }

  /// Returns the bound for this process: two thirds of its limit of open files (`/proc/self/limits`), after 48 are
  /// subtracted for the runtime; at least 4. Without a known limit, the bound is that of a limit of 1048576.
  ///
  /// @param ticker clock of log lines, of which there is at most one in five minutes
  public static Descriptors ofProcess(Ticker ticker) {
    double most = ProcessStats.read().maxFds().orElse(1 << 20);
    int usable = (int) Math.min(1 << 20, most) - FOR_RUNTIME;
    return new Descriptors(Math.max(LEAST, usable / 3 * 2), ticker);
  }

  /// Opens a connection that counts as one descriptor until [#release]. When no descriptor is free, closes kept
  /// connections, the one kept longest first, until one is. When the system refuses a descriptor, closes one kept
  /// connection and tries once more.
  ///
  /// @param opening opens the connection
  /// @param kept connections that may be closed
  /// @return the result of `opening`
  /// @throws IOException with the message `the exporter is out of file descriptors` when there is neither a descriptor
  ///     nor a kept connection, or as thrown by `opening`
  /// @throws InterruptedException as thrown by `opening`
  public <T> T open(Opening<T> opening, ConnectionPool<?, ?> kept)
      throws IOException, InterruptedException {
    while (!free.tryAcquire()) {
      if (!kept.closeOldest()) {
        throw noneLeft();
      }
    }
    boolean opened = false;
    try {
      T connection;
      try {
        connection = opening.open();
      } catch (IOException e) {
        if (!isExhaustion(e)) {
          throw e;
        }
        boolean room = kept.closeOldest();
        IOException none = noneLeft();
        if (!room) {
          throw none;
        }
        connection = again(opening);
      }
      opened = true;
      return connection;
    } finally {
      if (!opened) {
        free.release();
      }
    }
  }

  private static <T> T again(Opening<T> opening) throws IOException, InterruptedException {
    try {
      return opening.open();
    } catch (IOException e) {
      throw isExhaustion(e) ? new IOException(NONE_LEFT, e) : e;
    }
  }

  /// Releases the descriptor of a connection that [#open] returned. Must be called once for each, after the connection
  /// was closed.
  public void release() {
    free.release();
  }

  private IOException noneLeft() {
    long now = ticker.nanos();
    long until = silentUntil.get();
    if (now - until >= 0 && silentUntil.compareAndSet(until, now + QUIET_NANOS)) {
      log.warn(
          "{}: raise the limit on open files (ulimit -n, LimitNOFILE), or scrape fewer targets at a time",
          NONE_LEFT);
    }
    return new IOException(NONE_LEFT);
  }

  /// Whether an exception or one of its causes reports that the process or the system has no free file descriptor.
  static boolean isExhaustion(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("too many open files")) {
        return true;
      }
    }
    return false;
  }

  /// An action that opens a connection.
  @FunctionalInterface
  public interface Opening<T> {
    /// Opens the connection.
    ///
    /// @throws IOException when it cannot be opened
    /// @throws InterruptedException when the thread is interrupted
    T open() throws IOException, InterruptedException;
  }
}
