package io.exporterkit.net;

import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A resolver of host names before a deadline. The system's resolver has no time-out, and would block one of the few
/// carrier threads of virtual threads: look-ups therefore run on threads of their own, and one that hangs is abandoned.
/// Safe for use by several threads.
public final class Resolver implements AutoCloseable {
  private static final int MOST_AT_A_TIME = 256;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MOST_AT_A_TIME,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("resolve ", 0).factory());

  /// Returns all addresses of a name, in the system's order of preference. An IP address is returned without a look-up.
  ///
  /// @throws DeadlineException when no answer arrives in time
  /// @throws IOException when the name has no address, or 256 look-ups are in progress
  public InetAddress[] resolve(String host, Deadline deadline)
      throws IOException, InterruptedException {
    Optional<InetAddress> literal = literal(host);
    if (literal.isPresent()) {
      return new InetAddress[] {literal.get()};
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

  /// Stops the threads, except those that the system's resolver blocks.
  @Override
  public void close() {
    threads.shutdownNow();
  }

  /// Returns the IP address that a text is; empty for a name.
  public static Optional<InetAddress> literal(String host) {
    if (looksLikeLiteral(host)) {
      try {
        return Optional.of(InetAddress.ofLiteral(host));
      } catch (IllegalArgumentException _) {
        // a name of digits and dots, or with a colon
      }
    }
    return Optional.empty();
  }

  /// Whether a text is an IP address, or too similar to one to be a name.
  public static boolean looksLikeLiteral(String host) {
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
