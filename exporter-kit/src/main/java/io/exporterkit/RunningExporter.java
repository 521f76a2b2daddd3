package io.exporterkit;

import io.exporterkit.metric.Catalogue;
import io.exporterkit.web.BuildInfo;
import io.exporterkit.web.ExporterServer;
import io.exporterkit.web.Handler;
import io.exporterkit.web.ListenAddress;
import io.exporterkit.web.Protection;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An exporter that serves, until it is closed. Safe for use by several threads.
public final class RunningExporter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Exporter.class);

  private final Service<?> service;
  private final Pages<?> pages;
  private final StandardOptions.Web web;
  private final ExporterServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private RunningExporter(
      Service<?> service, Pages<?> pages, StandardOptions.Web web, ExporterServer server) {
    this.service = service;
    this.pages = pages;
    this.web = web;
    this.server = server;
  }

  /// Starts to listen. Closes the service when that fails.
  static RunningExporter listen(
      Service<?> service,
      StandardOptions.Web web,
      StandardOptions.PageSettings settings,
      BuildInfo build)
      throws IOException {
    boolean listens = false;
    try {
      Pages<?> pages = new Pages<>(service, web, settings, build);
      Map<String, Handler> handlers = pages.handlers();
      ExporterServer server =
          ExporterServer.listen(
              web.addresses(),
              handlers,
              protection(web),
              open(service, web),
              pages.handlerMetrics(handlers.keySet()));
      listens = true;
      pages.start();
      return new RunningExporter(service, pages, web, server);
    } finally {
      if (!listens) {
        closeService(service);
      }
    }
  }

  private static Supplier<Protection> protection(StandardOptions.Web web) {
    return web.webConfig().isPresent() ? web.webConfig().get() : web::protection;
  }

  /// Returns the paths that need no password.
  private static Set<String> open(Service<?> service, StandardOptions.Web web) {
    Set<String> open = new HashSet<>(Set.of(Pages.HEALTHY, Pages.READY));
    if (web.webConfig().isPresent()) {
      open.addAll(service.healthPaths());
    }
    return open;
  }

  private static void closeService(Service<?> service) {
    try {
      service.close();
    } catch (Exception e) { // the exporter ends anyway
      log.warn("closing failed: {}", e.toString());
    }
  }

  /// Returns the listen addresses, with the real port in place of port 0.
  public List<ListenAddress> addresses() {
    return server.addresses();
  }

  /// Logs the listen addresses and the line of the service.
  void announce() {
    List<String> texts = addresses().stream().map(ListenAddress::toString).toList();
    log.info("serving {} on {}", web.telemetryPath(), String.join(", ", texts));
    String line = service.startLine();
    if (!line.isEmpty()) {
      log.info("{}", line);
    }
  }

  /// Returns the port of the first TCP address; 0 when there is none.
  public int port() {
    return server.port();
  }

  /// Returns the path of the metrics.
  public String telemetryPath() {
    return web.telemetryPath();
  }

  /// Returns all metrics that its pages can have, those of registries and of the process left out.
  public Catalogue catalogue() {
    return pages.catalogue();
  }

  /// Returns the prefix of the names in [#catalogue] on its pages, without the underscore; empty for none.
  public String namespace() {
    return service.namespace();
  }

  /// Reads the web configuration file again and calls [Service#reload], as `/-/reload` does; without effect when there
  /// is neither.
  public void reload() {
    pages.reload();
  }

  /// Accepts no more requests, lets running ones end for up to ten seconds, and closes the service. Closing again does
  /// nothing.
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      server.close();
      pages.close();
      closeService(service);
    }
  }
}
