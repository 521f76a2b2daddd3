package io.exporterkit.time;

/// A clock that only goes forward, in nanoseconds from an arbitrary moment. Time is a parameter, so that tests can hold it still.
@FunctionalInterface
public interface Ticker {
  long nanos();

  /// The system's: `System.nanoTime()`.
  static Ticker system() {
    return System::nanoTime;
  }
}
