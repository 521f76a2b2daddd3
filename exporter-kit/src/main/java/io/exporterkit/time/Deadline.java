package io.exporterkit.time;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/// The moment by which a scrape must have ended. Set when the request arrives, and passed to all parts of the scrape;
/// moved only when a second, equal request with a later deadline joins the scrape. Safe for use by several threads.
///
/// Where collectors run at the same time, each runs in a part of its own ([#inPart]): in its thread, this object has
/// the end and the phase of that part.
public final class Deadline {
  private static final ScopedValue<Deadline> PART = ScopedValue.newInstance();
  private static final Duration ENDLESS = Duration.ofDays(10_000);

  private final Ticker ticker;
  private final AtomicLong end;
  private final Optional<Deadline> whole;
  private final boolean isPart;
  private volatile String phase = "";
  // The end of a part of the scrape with a time-out of its own; empty outside of such a part.
  private volatile OptionalLong partEnd = OptionalLong.empty();

  private Deadline(Ticker ticker, long end) {
    this(ticker, end, Optional.empty(), false);
  }

  private Deadline(Ticker ticker, long end, Optional<Deadline> whole, boolean isPart) {
    this.ticker = ticker;
    this.end = new AtomicLong(end);
    this.whole = whole;
    this.isPart = isPart;
  }

  /// Returns a deadline at a time from now.
  public static Deadline in(Duration time, Ticker ticker) {
    return new Deadline(ticker, ticker.nanos() + time.toNanos());
  }

  /// Returns a copy that does not move with this deadline.
  public Deadline copy() {
    return new Deadline(ticker, end.get());
  }

  /// Returns a deadline at a time from now, or this deadline where that is earlier, also when this deadline moves. The
  /// phases of the two are the same.
  ///
  /// ```java
  /// dialer.connect(endpoint, deadline.within(timeout))
  /// ```
  public Deadline within(Duration time) {
    return new Deadline(ticker, ticker.nanos() + time.toNanos(), Optional.of(here()), false);
  }

  /// Runs an action in a part of its own. In the calling thread, this deadline is no later than the end of the part,
  /// and its phase is that of the part, until the action has ended. Other threads do not see the part.
  ///
  /// @param time from now to the end of the part; empty when only this deadline ends the part
  public void inPart(Optional<Duration> time, Runnable action) {
    long partEnd = ticker.nanos() + time.orElse(ENDLESS).toNanos();
    Deadline part = new Deadline(ticker, partEnd, Optional.of(this), true);
    ScopedValue.where(PART, part).run(action);
  }

  /// Returns the part of this deadline in which the calling thread runs, for use by another thread; this deadline when
  /// the thread runs in no part. See [#inPart].
  public Deadline here() {
    if (!PART.isBound()) {
      return this;
    }
    Deadline part = PART.get();
    return part.whole.isPresent() && part.whole.get() == this ? part : this;
  }

  /// Returns the nanoseconds from a moment of the same clock to this deadline; negative when that moment is later.
  public long nanosAfter(long moment) {
    return end.get() - moment;
  }

  /// Returns an earlier copy, which does not move with this deadline.
  ///
  /// @param nanos difference in nanoseconds
  public Deadline before(long nanos) {
    return new Deadline(ticker, end.get() - nanos);
  }

  /// Returns the nanoseconds left; 0 or less when the deadline has passed.
  public long remainingNanos() {
    return here().nanosLeft();
  }

  private long nanosLeft() {
    long now = ticker.nanos();
    long left = end.get() - now;
    OptionalLong part = partEnd;
    left = part.isEmpty() ? left : Math.min(left, part.getAsLong() - now);
    if (whole.isEmpty()) {
      return left;
    }
    return Math.min(left, isPart ? whole.get().nanosLeft() : whole.get().remainingNanos());
  }

  /// Moves this deadline to a time from now, when that is earlier, until [#endPart].
  public void beginPart(Duration time) {
    partEnd = OptionalLong.of(ticker.nanos() + time.toNanos());
  }

  /// Moves this deadline back to its place before [#beginPart].
  public void endPart() {
    partEnd = OptionalLong.empty();
  }

  /// Returns whether the deadline has passed, without regard to [#beginPart].
  public boolean hasPassedAsAWhole() {
    return end.get() - ticker.nanos() <= 0;
  }

  /// Returns the time left; zero when the deadline has passed.
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, remainingNanos()));
  }

  public boolean hasPassed() {
    return remainingNanos() <= 0;
  }

  /// Throws [DeadlineException] when the deadline has passed.
  ///
  /// @throws DeadlineException with the present phase
  public void check() throws DeadlineException {
    if (hasPassed()) {
      throw timedOut();
    }
  }

  /// Records the present phase for the reason of a time-out, such as `connecting` or `waiting for INFO`; empty for
  /// none.
  public void enter(String now) {
    Deadline here = here();
    here.phase = now;
    if (!here.isPart) {
      whole.ifPresent(deadline -> deadline.enter(now));
    }
  }

  /// Returns the exception of a time-out in the present phase, such as `timed out connecting`.
  public DeadlineException timedOut() {
    return new DeadlineException(reason());
  }

  /// Returns the reason of a time-out in the present phase, such as `timed out connecting`.
  public String reason() {
    String now = here().phase;
    return now.isEmpty() ? "timed out" : "timed out " + now;
  }

  /// Moves this deadline to another one of the same clock, when that is later.
  public void extendTo(Deadline other) {
    long later = other.end.get();
    end.updateAndGet(now -> later - now > 0 ? later : now);
  }
}
