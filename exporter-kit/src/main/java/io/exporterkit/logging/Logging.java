package io.exporterkit.logging;

import java.io.OutputStream;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// The set-up of logging, in code: no configuration file is read, and java.util.logging is not started. Safe for use by
/// several threads.
///
/// ```java
/// Logging.configure(Level.INFO, Format.TXT, System.err);
/// LoggerFactory.getLogger(Main.class).atInfo().addKeyValue("address", ":9121").log("listening");
/// // time=2026-01-02T15:04:05.000Z level=INFO msg=listening address=:9121
/// ```
public final class Logging {

  private Logging() {}

  /// Sets level, format and stream of all SLF4J loggers. Each line is one write, followed by a flush. A later call
  /// replaces the settings of an earlier one, also for existing loggers.
  ///
  /// The first call must precede the creation of the first logger, because SLF4J chooses its backend then, for good.
  /// The class that calls this method must therefore have no static logger.
  ///
  /// @param level lowest level that is logged
  /// @param format of the lines
  /// @param to receives the lines; never closed here. An exception of the stream is ignored, and the line is lost.
  /// @throws IllegalStateException when SLF4J uses another backend already; the message names that backend's class
  public static void configure(Level level, Format format, OutputStream to) {
    if (!isOurs()) {
      throw new IllegalStateException(
          "SLF4J is bound to another provider, "
              + LoggerFactory.getILoggerFactory().getClass().getName());
    }
    ((LineLoggers) LoggerFactory.getILoggerFactory()).set(level, format, to);
  }

  /// Returns whether SLF4J is bound to this package. Binds SLF4J to it unless the property `slf4j.provider` names
  /// another provider, or a logger was made before. Without any call of this class, SLF4J finds this package unless
  /// another provider is on the class path.
  public static boolean isOurs() {
    if (System.getProperty("slf4j.provider") == null) {
      // Names the provider, so that SLF4J need not search for one. Without the second property,
      // SLF4J would print a line about that at each start.
      System.setProperty("slf4j.provider", LineProvider.class.getName());
      if (System.getProperty("slf4j.internal.verbosity") == null) {
        System.setProperty("slf4j.internal.verbosity", "WARN");
      }
    }
    return LoggerFactory.getILoggerFactory() instanceof LineLoggers;
  }

  /// Returns the level with this name: DEBUG, INFO, WARN or WARNING, ERROR, in upper or lower case; empty for any other
  /// name.
  public static Optional<Level> level(String name) {
    for (Level level : Level.values()) {
      if (level.name().equalsIgnoreCase(name)) {
        return Optional.of(level);
      }
    }
    return name.equalsIgnoreCase("warning") ? Optional.of(Level.WARN) : Optional.empty();
  }

  /// Returns the format with this name: txt or json, in upper or lower case; empty for any other name.
  public static Optional<Format> format(String name) {
    for (Format format : Format.values()) {
      if (format.name().equalsIgnoreCase(name)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
