package io.exporterkit.redis.session;

import io.exporterkit.net.ConnectionPool;
import io.exporterkit.net.Descriptors;
import io.exporterkit.net.Dialer;
import io.exporterkit.net.Patience;
import io.exporterkit.net.PlainProbe;
import io.exporterkit.net.ProtocolException;
import io.exporterkit.net.Wire;
import io.exporterkit.redis.protocol.Connection;
import io.exporterkit.redis.protocol.ReplyLimits;
import io.exporterkit.redis.protocol.ReplyMemory;
import io.exporterkit.redis.protocol.ServerTexts;
import io.exporterkit.time.DeadlineException;
import io.exporterkit.time.Ticker;
import io.exporterkit.tls.ClientContext;
import java.io.IOException;
import java.time.Duration;

/// The connections of all targets: new ones, bounded in number by the file descriptors of the process, and idle ones
/// that are kept for the next scrape. Safe for use by several threads.
final class Connector implements AutoCloseable {
  private static final PlainProbe PING = new PlainProbe("PING\r\n", "+-");

  private final Dialer dialer;
  private final ConnectionPool<RedisTarget, Connection> pool;
  private final Descriptors descriptors;
  private final ReplyLimits limits;
  private final ReplyMemory memory;
  private final Ticker ticker;

  /// @param tls for targets that are reached with TLS
  /// @param maxAge age at which a kept connection is replaced; zero keeps none
  Connector(ClientContext tls, Duration maxAge, Ticker ticker) {
    long heap = Runtime.getRuntime().maxMemory();
    this.dialer = new Dialer(tls, PING);
    this.pool = new ConnectionPool<>(target -> target.address().endpoint(), maxAge, ticker);
    this.descriptors = Descriptors.ofProcess(ticker);
    this.limits = ReplyLimits.forHeap(heap);
    this.memory = ReplyMemory.forHeap(heap);
    this.ticker = ticker;
  }

  /// Opens a new connection, and reports its duration to `times`, also when it failed. Closes the oldest kept
  /// connection when the process has no file descriptor left.
  ///
  /// @throws DeadlineException when the target did not accept the connection in time
  /// @throws IOException when the target cannot be reached
  Connection dial(RedisTarget target, Patience patience, ConnectTimes times)
      throws IOException, InterruptedException {
    long from = ticker.nanos();
    try {
      Wire wire =
          descriptors.open(
              () ->
                  dialer.dial(
                      target.address().endpoint(), target.tlsServerName(), target.rule(), patience),
              pool);
      return new Connection(wire, limits, memory, ticker.nanos(), descriptors::release);
    } finally {
      times.connected(secondsSince(from));
    }
  }

  /// Throws ProtocolException when a plain-text connection was closed before the first reply because the port expects
  /// TLS.
  void checkForTls(RedisTarget target, Connection lost, Patience patience)
      throws ProtocolException {
    if (!lost.hasAnswered()
        && dialer.speaksTls(target.address().endpoint(), lost.wire(), patience)) {
      throw new ProtocolException(ServerTexts.SPEAKS_TLS);
    }
  }

  /// Returns the seconds that have passed since a moment of the ticker.
  double secondsSince(long nanos) {
    return (ticker.nanos() - nanos) / 1e9;
  }

  Ticker ticker() {
    return ticker;
  }

  Dialer dialer() {
    return dialer;
  }

  /// Returns the connections that wait for the next scrape of their target.
  ConnectionPool<RedisTarget, Connection> pool() {
    return pool;
  }

  /// Closes the kept connections. A connection in use is closed at the end of its scrape.
  @Override
  public void close() {
    pool.close();
    dialer.close();
  }
}
