package io.exporterkit.time;

/// A clock that never goes backward. Time is a parameter, so that tests can stop the clock. Safe for use by several
/// threads.
@FunctionalInterface
public interface Ticker {
  /// Returns the time in nanoseconds since an arbitrary moment. The number may overflow: compare two by their
  /// difference.
  long nanos();

  /// Returns the system's clock, `System.nanoTime()`.
  static Ticker system() {
    return System::nanoTime;
  }
}
