package io.exporterkit.logging;

/// How much is logged: a level and all after it.
public enum Level {
  DEBUG,
  INFO,
  WARN,
  ERROR
}
