package io.exporterkit.logging;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/// A logger that reduces the many methods of SLF4J to one call. TRACE is never logged; markers are ignored.
final class LineLogger extends LegacyAbstractLogger implements LoggingEventAware {

  private final transient LineLoggers out;

  LineLogger(LineLoggers out) {
    this.out = out;
    this.name = "exporter";
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return out.enabled(Level.DEBUG) || LogCapture.current() != null;
  }

  @Override
  public boolean isInfoEnabled() {
    return out.enabled(Level.INFO) || LogCapture.current() != null;
  }

  @Override
  public boolean isWarnEnabled() {
    return out.enabled(Level.WARN) || LogCapture.current() != null;
  }

  @Override
  public boolean isErrorEnabled() {
    return out.enabled(Level.ERROR) || LogCapture.current() != null;
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      org.slf4j.event.Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    write(level, pattern, arguments, thrown, List.of());
  }

  /// Logs a call of the fluent form, `atInfo().addKeyValue("address", a).log("listening")`. The keys and values follow
  /// the message.
  @Override
  public void log(LoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    write(
        event.getLevel(),
        event.getMessage(),
        event.getArgumentArray(),
        event.getThrowable(),
        pairs == null ? List.of() : pairs);
  }

  private void write(
      org.slf4j.event.Level level,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown,
      List<KeyValuePair> pairs) {
    LogCapture capture = LogCapture.current();
    if (capture != null) {
      capture.add(level(level), pattern, arguments, thrown, pairs);
    }
    if (out.enabled(level(level))) {
      String message =
          arguments == null ? pattern : MessageFormatter.basicArrayFormat(pattern, arguments);
      out.log(level(level), message == null ? "null" : message, thrown, pairs);
    }
  }

  private static Level level(org.slf4j.event.Level level) {
    return switch (level) {
      case ERROR -> Level.ERROR;
      case WARN -> Level.WARN;
      case INFO -> Level.INFO;
      case DEBUG, TRACE -> Level.DEBUG;
    };
  }
}
