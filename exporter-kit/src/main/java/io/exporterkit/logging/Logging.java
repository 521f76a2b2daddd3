package io.exporterkit.logging;

import java.io.OutputStream;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// Sets logging up, in code: no properties file is looked for, and java.util.logging is not started.
///
/// ```java
/// Logging.configure(Level.INFO, Format.TXT, System.err);
/// LoggerFactory.getLogger(Main.class).atInfo().addKeyValue("address", ":9121").log("listening");
/// // time=2026-01-02T15:04:05.000Z level=INFO msg=listening address=:9121
/// ```
public final class Logging {

  private Logging() {}

  /// Sends every SLF4J logger's lines from `level` up to `to`, one write per line. May be called again: what is set last is in force.
  ///
  /// The first call must come before the first logger is made, as SLF4J binds then and for good; so no static logger in the class
  /// that calls this. `to` is flushed and never closed here.
  ///
  /// @throws IllegalStateException if SLF4J is already bound to another backend
  public static void configure(Level level, Format format, OutputStream to) {
    if (!isOurs()) {
      throw new IllegalStateException(
          "SLF4J is bound to another provider, "
              + LoggerFactory.getILoggerFactory().getClass().getName());
    }
    ((LineLoggers) LoggerFactory.getILoggerFactory()).set(level, format, to);
  }

  /// Returns whether SLF4J is bound to this package. Binds SLF4J to it where the property `slf4j.provider` names no other, and no logger
  /// was made before; without any call of this class, SLF4J finds this package unless another provider is on the class path.
  public static boolean isOurs() {
    if (System.getProperty("slf4j.provider") == null) {
      // Naming the provider saves SLF4J the search for one; without the second property it would
      // say so on each start.
      System.setProperty("slf4j.provider", LineProvider.class.getName());
      if (System.getProperty("slf4j.internal.verbosity") == null) {
        System.setProperty("slf4j.internal.verbosity", "WARN");
      }
    }
    return LoggerFactory.getILoggerFactory() instanceof LineLoggers;
  }

  /// The level of a name: DEBUG, INFO, WARN or WARNING, ERROR, in any case.
  public static Optional<Level> level(String name) {
    for (Level level : Level.values()) {
      if (level.name().equalsIgnoreCase(name)) {
        return Optional.of(level);
      }
    }
    return name.equalsIgnoreCase("warning") ? Optional.of(Level.WARN) : Optional.empty();
  }

  /// The format of a name: txt or json, in any case.
  public static Optional<Format> format(String name) {
    for (Format format : Format.values()) {
      if (format.name().equalsIgnoreCase(name)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
