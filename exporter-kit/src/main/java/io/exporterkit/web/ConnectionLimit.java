package io.exporterkit.web;

import io.exporterkit.process.internal.ProcessStats;

/// The largest number of connections that a server keeps open at the same time.
final class ConnectionLimit {
  /// The system property that sets this number.
  static final String PROPERTY = "io.exporterkit.web.maxConnections";

  private static final double UNLIMITED = 1 << 20;
  private static final int FOR_RUNTIME = 48;
  private static final int LEAST = 8;
  private static final int MOST = 2000;

  private ConnectionLimit() {}

  /// Returns the value of the system property, or else a number derived from the limit on open files, which leaves
  /// enough descriptors for files and for connections to targets.
  static int connections() {
    int set = Integer.getInteger(PROPERTY, 0);
    if (set > 0) {
      return set;
    }
    double files = ProcessStats.read().maxFds().orElse(UNLIMITED);
    return (int) Math.clamp((files - FOR_RUNTIME) / 4, LEAST, MOST);
  }
}
