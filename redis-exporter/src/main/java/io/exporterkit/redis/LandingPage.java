package io.exporterkit.redis;

import io.exporterkit.redis.options.ExporterConfig;

/// The page at `/`: what this is, and where the metrics are.
final class LandingPage {
  private LandingPage() {}

  static String html(BuildInfo build, ExporterConfig.Web web) {
    String path = escape(web.telemetryPath());
    String scrape =
        web.scrapeEndpoint()
            ? "<p><code>/scrape?target=redis://host:6379</code> any other target</p>\n"
            : "";
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head><title>Redis Exporter %1$s</title></head>
    <body>
    <h1>Redis Exporter %1$s</h1>
    <p><a href="%2$s">Metrics</a></p>
    %3$s</body>
    </html>
    """
        .formatted(escape(build.version()), path, scrape);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
