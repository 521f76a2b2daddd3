package io.exporterkit.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.exporterkit.exposition.TextFormat;
import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.Scraper;
import io.exporterkit.scrape.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP server for exporters: exact paths, HEAD, gzip, one virtual thread a request.
///
/// ```java
/// try (var server = ExporterServer.listen(ListenAddress.parse(":9999"), Map.of("/metrics", handler))) { ... }
/// ```
///
/// Handlers answer any method as GET. What a handler throws is answered as [Handler#handle] says. Started when the constructor
/// returns; closed by [#close()], which lets running requests end.
public final class ExporterServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ExporterServer.class);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Handler> routes;
  private final Ticker ticker;

  /// Starts to listen.
  ///
  /// @param routes handlers by exact path
  /// @throws IOException when it cannot listen there; the message says where and why
  public static ExporterServer listen(ListenAddress address, Map<String, Handler> routes)
      throws IOException {
    return new ExporterServer(address, routes, Ticker.system());
  }

  private ExporterServer(ListenAddress address, Map<String, Handler> routes, Ticker ticker)
      throws IOException {
    this.routes = new LinkedHashMap<>(routes);
    this.ticker = ticker;
    JdkServerSettings.apply();
    InetSocketAddress where = address.socketAddress();
    if (where.isUnresolved()) {
      throw new IOException("cannot listen on " + address + ": no such host");
    }
    try {
      server = HttpServer.create(where, 0);
    } catch (BindException e) {
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException("cannot listen on " + address + ": " + e, e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /// Port it listens on: the one asked for, or the free one it found.
  public int port() {
    return server.getAddress().getPort();
  }

  /// Takes no more requests, waits up to 10 seconds for those running, ends.
  @Override
  public void close() {
    server.stop((int) DRAIN.toSeconds());
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) {
    try (exchange) {
      try {
        answer(exchange);
      } catch (IOException e) {
        log.debug("request of {} ended early: {}", exchange.getRemoteAddress(), e.getMessage());
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Handler handler = path == null ? null : routes.get(path);
    Response response;
    if (handler == null) {
      response = Response.text(404, "404 page not found\n");
    } else {
      String timeout = exchange.getRequestHeaders().getFirst(ScrapeTimeout.HEADER);
      Deadline deadline = Deadline.in(ScrapeTimeout.of(timeout), ticker);
      Map<String, List<String>> query = Query.parse(exchange.getRequestURI().getRawQuery());
      response = handle(handler, new Request(path, query, deadline));
    }
    send(exchange, response);
  }

  private static Response handle(Handler handler, Request request) {
    try {
      return handler.handle(request);
    } catch (BadRequestException e) {
      return Response.text(400, e.getMessage() + "\n");
    } catch (Scraper.BusyException e) {
      return Response.text(503, e.getMessage() + "\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Response.text(503, "shutting down\n");
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      log.error("request of {} failed", request.path(), e);
      return Response.text(500, "internal error, see the exporter's log\n");
    }
  }

  private static void send(HttpExchange exchange, Response response) throws IOException {
    switch (response) {
      case Response.Text(int status, String contentType, String body) -> {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        if (isHead(exchange)) {
          exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
          exchange.sendResponseHeaders(status, -1);
        } else {
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
        }
      }
      case Response.Metrics metrics -> {
        exchange.getResponseHeaders().set("Content-Type", TextFormat.CONTENT_TYPE);
        boolean gzip = acceptsGzip(exchange);
        if (gzip) {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        if (isHead(exchange)) {
          exchange.sendResponseHeaders(200, -1);
          return;
        }
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        try (OutputStream out = gzip ? new FastGzip(body) : body) {
          TextFormat.write(metrics.sections(), out);
        }
      }
    }
  }

  private static boolean isHead(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("HEAD");
  }

  /// Whether the request names gzip among its encodings, without the quality 0.
  private static boolean acceptsGzip(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    if (header == null) {
      return false;
    }
    for (String part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String encoding = part.strip();
      if (encoding.equals("gzip") || encoding.startsWith("gzip;")) {
        return !encoding.replace(" ", "").matches("gzip;q=0(\\.0*)?");
      }
    }
    return false;
  }

  /// gzip at its fastest: a page of metrics shrinks to a tenth at any level.
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream to) throws IOException {
      super(to, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
