package io.exporterkit.redis.session;

import io.exporterkit.net.Patience;
import io.exporterkit.net.Wire;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Connection;
import io.exporterkit.redis.protocol.ReplyLimits;
import io.exporterkit.redis.protocol.ReplyMemory;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/// A connection that delivers the replies to a default scrape's first round again and again. The replies are from a
/// redis-server 7.0 with about a hundred commands in its statistics (39 KB).
final class Replay implements Wire {
  /// The commands whose replies `round.resp` has, in this order; INFO is the first.
  static final List<Command> ROUND =
      List.of(
          Command.of("INFO", "ALL"),
          Command.of("CONFIG", "GET", "*"),
          Command.of("LATENCY", "LATEST"),
          Command.of("LATENCY", "HISTOGRAM").knownBy("latency|histogram"),
          Command.of("SLOWLOG", "LEN"),
          Command.of("SLOWLOG", "GET", "1"));

  private final byte[] replies;
  private int at;

  Replay() {
    try (InputStream in = Replay.class.getResourceAsStream("round.resp")) {
      if (in == null) {
        throw new IllegalStateException("round.resp is missing");
      }
      replies = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Connection connection() {
    return new Connection(
        new Replay(), ReplyLimits.forHeap(64 << 20), ReplyMemory.forHeap(64 << 20), 0);
  }

  static Patience patience() {
    return new Patience(
        Deadline.in(Duration.ofHours(1), Ticker.system()), Long.MAX_VALUE, Ticker.system());
  }

  @Override
  public int read(byte[] into, int from, int length, long waitNanos) {
    int n = Math.min(length, replies.length - at);
    System.arraycopy(replies, at, into, from, n);
    at = (at + n) % replies.length;
    return n;
  }

  @Override
  public void write(byte[] bytes, int length) {}

  @Override
  public boolean hasUnread() {
    return false;
  }

  @Override
  public void close() {}
}
