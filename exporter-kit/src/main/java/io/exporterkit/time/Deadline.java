package io.exporterkit.time;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/// The moment by which a scrape must have ended. Fixed when the request comes in and passed down; moved only when a second, equal
/// request with a later one joins the scrape. Safe for use by several threads.
public final class Deadline {
  private final Ticker ticker;
  private final AtomicLong end;
  private volatile String phase = "";
  // The end of a part that may last less long than the whole.
  private volatile OptionalLong partEnd = OptionalLong.empty();

  private Deadline(Ticker ticker, long end) {
    this.ticker = ticker;
    this.end = new AtomicLong(end);
  }

  /// The moment that lies so far ahead on this clock.
  public static Deadline in(Duration time, Ticker ticker) {
    return new Deadline(ticker, ticker.nanos() + time.toNanos());
  }

  /// A copy that moves no more when this one does.
  public Deadline copy() {
    return new Deadline(ticker, end.get());
  }

  /// Returns the nanoseconds between a moment of the same clock and this one.
  public long nanosAfter(long moment) {
    return end.get() - moment;
  }

  /// Returns a copy that lies so many nanoseconds before this one, and does not move with it.
  public Deadline before(long nanos) {
    return new Deadline(ticker, end.get() - nanos);
  }

  /// Nanoseconds left; 0 or less when it has passed.
  public long remainingNanos() {
    long now = ticker.nanos();
    long whole = end.get() - now;
    OptionalLong part = partEnd;
    return part.isEmpty() ? whole : Math.min(whole, part.getAsLong() - now);
  }

  /// Moves this deadline to the end of so much time from now, where that is sooner, until [#endPart].
  public void beginPart(Duration time) {
    partEnd = OptionalLong.of(ticker.nanos() + time.toNanos());
  }

  /// Moves this deadline back to where it lay before [#beginPart].
  public void endPart() {
    partEnd = OptionalLong.empty();
  }

  /// Returns whether the deadline has passed, without regard to [#beginPart].
  public boolean hasPassedAsAWhole() {
    return end.get() - ticker.nanos() <= 0;
  }

  /// Time left; zero when it has passed.
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, remainingNanos()));
  }

  public boolean hasPassed() {
    return remainingNanos() <= 0;
  }

  /// Goes on quietly, or ends what runs over.
  ///
  /// @throws DeadlineException when the deadline has passed
  public void check() throws DeadlineException {
    if (hasPassed()) {
      throw timedOut();
    }
  }

  /// Records what the time is spent on from now on, for the reason of a time-out: `connecting`, `waiting for INFO`; empty for no
  /// phase of its own.
  public void enter(String now) {
    phase = now;
  }

  /// Returns the exception of a time-out in the present phase, such as `timed out connecting`.
  public DeadlineException timedOut() {
    return new DeadlineException(reason());
  }

  /// Returns the reason of a time-out in the present phase, such as `timed out connecting`.
  public String reason() {
    String now = phase;
    return now.isEmpty() ? "timed out" : "timed out " + now;
  }

  /// Moves this deadline to the other one, where that is later. Both must come from the same clock.
  public void extendTo(Deadline other) {
    long later = other.end.get();
    end.updateAndGet(now -> later - now > 0 ? later : now);
  }
}
