package io.exporterkit.net;

import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.DeadlineException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Looks names up before a deadline. The system's resolver knows no time-out and would hold one of the few carrier threads of all
/// virtual threads, so look-ups have threads of their own; a look-up that hangs is left behind.
final class Resolver implements AutoCloseable {
  private static final int MOST_AT_A_TIME = 256;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MOST_AT_A_TIME,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("resolve ", 0).factory());

  /// All addresses of the name, in the system's order of preference.
  ///
  /// @throws DeadlineException when no answer came in time
  /// @throws IOException when the name has no address
  InetAddress[] resolve(String host, Deadline deadline) throws IOException, InterruptedException {
    if (looksLikeLiteral(host)) {
      try {
        return new InetAddress[] {InetAddress.ofLiteral(host)};
      } catch (IllegalArgumentException _) {
        // an odd name, to be looked up like others
      }
    }
    Future<InetAddress[]> answer;
    try {
      answer = threads.submit(() -> InetAddress.getAllByName(host));
    } catch (RejectedExecutionException _) {
      throw new IOException("too many names being looked up");
    }
    try {
      return answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      answer.cancel(true);
      throw new DeadlineException("timed out looking up the name");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException) {
        throw new IOException("no such host", e);
      }
      throw new IOException("cannot look up the name", e);
    }
  }

  /// Ends the threads, but for those that the system's resolver holds.
  @Override
  public void close() {
    threads.shutdownNow();
  }

  /// Whether this is an address or nearly one, and no name.
  static boolean looksLikeLiteral(String host) {
    if (host.contains(":")) {
      return true;
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }
}
