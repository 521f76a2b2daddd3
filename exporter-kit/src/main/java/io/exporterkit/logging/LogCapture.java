package io.exporterkit.logging;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/// A copy of the log lines of one task, of all levels, whatever the level of the log is. Lines of other threads that
/// the task starts are not copied. Nothing is copied when SLF4J uses another provider than this package. Safe for use
/// by several threads. The arguments of a line are kept until the copy is dropped, and must not change.
///
/// ```java
/// LogCapture capture = new LogCapture();
/// capture.during(() -> scrape());
/// List<LogCapture.Line> lines = capture.lines();
/// ```
public final class LogCapture {
  private static final int MOST_LINES = 200;
  private static final int LONGEST = 500;
  private static final ScopedValue<LogCapture> CURRENT = ScopedValue.newInstance();

  private final long began = System.nanoTime();
  private final List<Event> events = new ArrayList<>(8);
  private int dropped;

  /// A call of a logger. Its text is made when somebody reads the lines, which is rare.
  private static final class Event {
    private final long nanos;
    private final Level level;
    private final @Nullable String pattern;
    private final Object @Nullable [] arguments;
    private final @Nullable String thrown;
    private final List<KeyValuePair> pairs;

    Event(
        long nanos,
        Level level,
        @Nullable String pattern,
        Object @Nullable [] arguments,
        @Nullable String thrown,
        List<KeyValuePair> pairs) {
      this.nanos = nanos;
      this.level = level;
      this.pattern = pattern;
      this.arguments = arguments;
      this.thrown = thrown;
      this.pairs = pairs;
    }

    Line line() {
      StringBuilder text =
          new StringBuilder(String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments)));
      for (KeyValuePair pair : pairs) {
        String value = String.valueOf(pair.value);
        if (!value.isEmpty() && text.indexOf(value) < 0) {
          text.append(' ').append(pair.key).append('=').append(value);
        }
      }
      if (thrown != null) {
        text.append(" err=").append(thrown);
      }
      boolean isLong = text.length() > LONGEST;
      return new Line(nanos, level, isLong ? text.substring(0, LONGEST) + "..." : text.toString());
    }
  }

  /// A line of the log.
  ///
  /// @param nanos since the capture was made
  /// @param message with the added keys and values behind it; cut off after 500 characters
  public record Line(long nanos, Level level, String message) {}

  /// Runs a task, and copies the lines that its thread logs.
  public void during(Runnable task) {
    ScopedValue.where(CURRENT, this).run(task);
  }

  /// Returns the first 200 lines so far.
  public List<Line> lines() {
    List<Event> all;
    synchronized (this) {
      all = List.copyOf(events);
    }
    return all.stream().map(Event::line).toList();
  }

  /// Returns the number of lines after the first 200.
  public synchronized int dropped() {
    return dropped;
  }

  /// Returns the capture of the task that this thread runs; null for none.
  static @Nullable LogCapture current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  synchronized void add(
      Level level,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown,
      List<KeyValuePair> pairs) {
    if (events.size() == MOST_LINES) {
      dropped++;
      return;
    }
    String error = thrown == null ? null : thrown.toString();
    events.add(new Event(System.nanoTime() - began, level, pattern, arguments, error, pairs));
  }
}
