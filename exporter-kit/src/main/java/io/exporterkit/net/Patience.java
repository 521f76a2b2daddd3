package io.exporterkit.net;

import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import io.exporterkit.time.Ticker;
import java.io.IOException;
import java.time.Duration;

/// The bounds on waiting for a target: a largest duration of silence, and a deadline. The first ends a wait for a
/// target that sends nothing, the second a wait for one that sends its reply slowly. Immutable, except for the
/// deadline, which may move; safe for use by several threads.
///
/// @param deadline time at which all waiting ends
/// @param silenceNanos longest silence in nanoseconds; [Long#MAX_VALUE] for a bound by the deadline alone
/// @param ticker clock of both bounds
public record Patience(Deadline deadline, long silenceNanos, Ticker ticker) {
  /// Reads at least one byte, and returns the number of bytes read.
  ///
  /// @param wire stream to read from
  /// @param into receives the bytes
  /// @param from index of the first byte
  /// @param length largest number of bytes
  /// @throws ConnectionLostException when the target has closed or reset the connection
  /// @throws DeadlineException when no byte arrives in time
  /// @throws ProtocolException when TLS fails; the message is the reason
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

  /// Returns the earlier one of the deadline itself, which may be moved, and the end of a silence that begins now.
  Deadline withinSilence() {
    return silenceNanos >= deadline.remainingNanos()
        ? deadline
        : Deadline.in(Duration.ofNanos(silenceNanos), ticker);
  }

  /// Returns bounds with the same deadline and a shorter silence. A longer one has no effect.
  ///
  /// @param nanos longest silence in nanoseconds
  public Patience withSilence(long nanos) {
    return new Patience(deadline, Math.min(nanos, silenceNanos), ticker);
  }
}
