package io.exporterkit.logging;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/// A copy of the log lines of one task, of all levels, whatever the level of the log is. Lines of other threads that
/// the task starts are not copied. Nothing is copied when SLF4J uses another provider than this package. Safe for use
/// by several threads.
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
  private final List<Line> lines = new ArrayList<>();
  private int dropped;

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
  public synchronized List<Line> lines() {
    return List.copyOf(lines);
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
    if (lines.size() == MOST_LINES) {
      dropped++;
      return;
    }
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
    String whole = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text.toString();
    lines.add(new Line(System.nanoTime() - began, level, whole));
  }
}
