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

/// All loggers of a process: they share one level, one format and one stream, which are swapped together.
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

  void set(Level level, Format format, OutputStream to) {
    settings = new Settings(level, format, to);
  }

  /// One logger serves every name, since names are not logged.
  @Override
  public Logger getLogger(String name) {
    return logger;
  }

  boolean enabled(Level level) {
    return level.compareTo(settings.level) >= 0;
  }

  /// Writes one line, whole or, if the stream fails, not: a program is not ended by its log. As text, pairs whose value stands in the
  /// message are left out.
  void log(Level level, String message, @Nullable Throwable thrown, List<KeyValuePair> pairs) {
    Settings s = settings;
    var line = new Line(s.format, clock.millis(), level, message);
    for (KeyValuePair pair : pairs) {
      String value = String.valueOf(pair.value);
      // A person reads it in the message; a program wants the key.
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
      // Nowhere left to say it.
    }
  }
}
