package io.exporterkit.web;

/// Settings of the JDK's HTTP server, which takes them from system properties when its classes are loaded. What the user has set
/// with `-D` stays.
final class JdkServerSettings {
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
    set("sun.net.httpserver.maxIdleConnections", "1000");
    set("sun.net.httpserver.idleInterval", "300");
    set("jdk.httpserver.maxConnections", "2000");
  }

  private static void set(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
