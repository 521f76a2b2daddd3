package io.exporterkit.net;

import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.DeadlineException;
import io.exporterkit.scrape.Ticker;
import java.io.IOException;
import java.time.Duration;

/// How long to wait for a byte: no longer than a silence may last, and never past the deadline. A target that drips bytes is bounded
/// by the deadline, one that says nothing by the silence.
///
/// @param silenceNanos longest silence; [Long#MAX_VALUE] for the deadline alone
public record Patience(Deadline deadline, long silenceNanos, Ticker ticker) {
  /// Reads at least one byte, and returns how many were read.
  ///
  /// @throws ConnectionLostException when the other side has closed or reset the connection
  /// @throws DeadlineException when no byte came in time
  /// @throws ProtocolException when TLS failed, with the reason
  public int read(Wire wire, byte[] into, int from, int length) throws IOException {
    long since = ticker.nanos();
    while (true) {
      long silence = silenceNanos - (ticker.nanos() - since);
      long wait = Math.min(silence, deadline.remainingNanos());
      if (wait <= 0) {
        throw deadline.timedOut();
      }
      int n;
      try {
        n = wire.read(into, from, length, wait);
      } catch (IOException e) {
        if (deadline.hasPassed()) {
          throw deadline.timedOut();
        }
        if (e instanceof ProtocolException) {
          throw e;
        }
        ConnectionLostException lost = new ConnectionLostException();
        lost.initCause(e);
        throw lost;
      }
      if (n > 0) {
        return n;
      }
      if (n < 0) {
        throw new ConnectionLostException();
      }
    }
  }

  /// The deadline itself, which may be moved, or the end of a silence that begins now, where that comes first.
  public Deadline withinSilence() {
    return silenceNanos >= deadline.remainingNanos()
        ? deadline
        : Deadline.in(Duration.ofNanos(silenceNanos), ticker);
  }

  /// The same deadline with another bound on silence.
  public Patience withSilence(long nanos) {
    return new Patience(deadline, Math.min(nanos, silenceNanos), ticker);
  }
}
