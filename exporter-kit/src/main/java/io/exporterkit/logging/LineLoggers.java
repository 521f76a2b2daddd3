package io.exporterkit.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.KeyValuePair;

/// The loggers of a process. All share one level, one format and one stream, which are replaced together. Safe for use
/// by several threads.
final class LineLoggers implements ILoggerFactory {

  private record Settings(Level level, Format format, OutputStream to) {}

  private final Clock clock;
  private final LineLogger logger;
  private volatile Settings settings;

  LineLoggers(Clock clock, Level level, Format format, OutputStream to) {
    this.clock = clock;
    this.settings = new Settings(level, format, to);
    this.logger = new LineLogger(this);
  }

  /// Replaces level, format and stream.
  void set(Level level, Format format, OutputStream to) {
    settings = new Settings(level, format, to);
  }

  /// Returns the same logger for every name, because names are not logged.
  @Override
  public Logger getLogger(String name) {
    return logger;
  }

  /// Whether lines of this level are logged.
  boolean enabled(Level level) {
    return level.compareTo(settings.level) >= 0;
  }

  /// Writes a line. Lines of several threads are not mixed. A stream that fails does not affect the caller: the line is
  /// lost. In the text format, keys are left out whose value is part of the message. An exception is added under the
  /// key `err`, and its stack trace under `stack` when the level is set to DEBUG.
  void log(Level level, String message, @Nullable Throwable thrown, List<KeyValuePair> pairs) {
    Settings s = settings;
    var line = new Line(s.format, clock.millis(), level, message);
    for (KeyValuePair pair : pairs) {
      String value = String.valueOf(pair.value);
      // The message shows the value to a person, but a program needs the key.
      if (s.format == Format.JSON || value.isEmpty() || !message.contains(value)) {
        line.add(pair.key, value);
      }
    }
    if (thrown != null) {
      line.add("err", thrown.toString());
      if (s.level == Level.DEBUG) {
        var stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack));
        line.add("stack", stack.toString());
      }
    }
    byte[] bytes = line.end().getBytes(StandardCharsets.UTF_8);
    try {
      synchronized (this) {
        s.to.write(bytes, 0, bytes.length);
        s.to.flush();
      }
    } catch (IOException e) {
      // there is no other place to report this
    }
  }
}
