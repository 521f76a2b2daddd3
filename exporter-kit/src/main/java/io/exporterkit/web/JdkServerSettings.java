package io.exporterkit.web;

import io.exporterkit.process.ProcessStats;

/// Settings of the JDK's HTTP server, which takes them from system properties when its classes are loaded. What the user has set
/// with `-D` stays.
final class JdkServerSettings {
  private static final double UNLIMITED = 1 << 20;
  private static final int FOR_RUNTIME = 48;
  private static final int LEAST_CONNECTIONS = 8;
  private static final int MOST_CONNECTIONS = 2000;

  private JdkServerSettings() {}

  static void apply() {
    // Without it the last part of every response waits for the client's delayed acknowledgement, 40
    // ms.
    set("sun.net.httpserver.nodelay", "true");
    // Seconds in which a request must have come; slow clients are cut off.
    set("sun.net.httpserver.maxReqTime", "30");
    // Seconds from request to end of response: more than the longest scrape.
    set("sun.net.httpserver.maxRspTime", Long.toString(ScrapeTimeout.MAX.toSeconds() + 60));
    // Connections kept without a request, and for how many seconds: Prometheus keeps one a target.
    set("sun.net.httpserver.idleInterval", "300");
    // Beyond these a connection is closed at once. The server would otherwise spin as soon as no
    // file descriptor is left for one more.
    int connections = connections();
    set("jdk.httpserver.maxConnections", Integer.toString(connections));
    set("sun.net.httpserver.maxIdleConnections", Integer.toString(connections / 2));
  }

  /// Returns the number of connections that the limit on open files leaves room for, beside files and connections to targets.
  private static int connections() {
    double files = ProcessStats.read().maxFds().orElse(UNLIMITED);
    return (int) Math.clamp((files - FOR_RUNTIME) / 4, LEAST_CONNECTIONS, MOST_CONNECTIONS);
  }

  private static void set(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
