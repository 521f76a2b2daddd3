package io.exporterkit.net;

import io.exporterkit.process.ProcessStats;
import io.exporterkit.scrape.Ticker;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// File descriptors that connections to targets may use. A part of what the process may open stays free for the listener, files and the
/// runtime, so that the listener never runs out of them. Safe for use by several threads.
public final class Descriptors {
  private static final Logger log = LoggerFactory.getLogger(Descriptors.class);

  /// The reason why a scrape fails for want of a descriptor.
  public static final String NONE_LEFT = "the exporter is out of file descriptors";

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

  /// Returns what this process may use: two thirds of what is left when the runtime has its part.
  public static Descriptors ofProcess(Ticker ticker) {
    double most = ProcessStats.read().maxFds().orElse(1 << 20);
    int usable = (int) Math.min(1 << 20, most) - FOR_RUNTIME;
    return new Descriptors(Math.max(LEAST, usable / 3 * 2), ticker);
  }

  /// Takes a descriptor for a new connection. Where none is free, or the system has none, one kept connection after the other is closed
  /// for it.
  ///
  /// @throws IOException with [#NONE_LEFT] when there is none and no connection is kept, or as `opening` throws
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

  /// Frees the descriptor of a connection that is closed.
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

  /// Whether an exception, or one of its causes, says that the process or the system has no descriptor left.
  public static boolean isExhaustion(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("too many open files")) {
        return true;
      }
    }
    return false;
  }

  /// Opens a connection.
  @FunctionalInterface
  public interface Opening<T> {
    /// Opens it.
    T open() throws IOException, InterruptedException;
  }
}
