package io.exporterkit.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.exporterkit.exposition.PageFormat;
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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP server for exporters: exact paths, HEAD, gzip, text or protobuf, one virtual thread a request.
///
/// ```java
/// try (var server = ExporterServer.listen(ListenAddress.parse(":9999"), Map.of("/metrics", handler))) { ... }
/// ```
///
/// Handlers answer any method as GET. What a handler throws is answered as [Handler#handle] says; what goes wrong once a page is
/// on its way cuts the connection, so that half a page is never taken for a whole one. Listens from the moment [#listen] returns
/// until [#close()], which lets running requests end.
public final class ExporterServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ExporterServer.class);
  private static final int DRAIN_SECONDS = 10;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Handler> routes;
  private final Optional<BasicAuth> auth;
  private final Ticker ticker;
  private final int port;
  private final Requests requests = new Requests();
  private final AtomicBoolean closed = new AtomicBoolean();

  /// Starts to listen.
  ///
  /// @param routes handlers by exact path
  /// @throws IOException when it cannot listen there; the message says where and why
  public static ExporterServer listen(ListenAddress address, Map<String, Handler> routes)
      throws IOException {
    return listen(address, routes, Protection.NONE);
  }

  /// Starts to listen, with HTTPS and a password where the protection says so.
  ///
  /// @param routes handlers by exact path
  /// @throws IOException when it cannot listen there; the message says where and why
  public static ExporterServer listen(
      ListenAddress address, Map<String, Handler> routes, Protection protection)
      throws IOException {
    return new ExporterServer(address, routes, protection, Ticker.system());
  }

  private ExporterServer(
      ListenAddress address, Map<String, Handler> routes, Protection protection, Ticker ticker)
      throws IOException {
    this.routes = new LinkedHashMap<>(routes);
    this.auth = protection.auth();
    this.ticker = ticker;
    JdkServerSettings.apply();
    InetSocketAddress socketAddress = address.socketAddress();
    if (socketAddress.isUnresolved()) {
      throw new IOException("cannot listen on " + address + ": no such host");
    }
    try {
      server =
          protection.tls().isPresent()
              ? https(socketAddress, protection.tls().get())
              : HttpServer.create(socketAddress, 0);
    } catch (BindException e) {
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException("cannot listen on " + address + ": " + e, e);
    }
    port = server.getAddress().getPort();
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  private static HttpServer https(InetSocketAddress address, Protection.Tls tls)
      throws IOException {
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls.context()) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = tls.context().getDefaultSSLParameters();
            wanted.setProtocols(tls.protocols().toArray(String[]::new));
            wanted.setNeedClientAuth(tls.clientCertificates());
            parameters.setSSLParameters(wanted);
          }
        });
    return server;
  }

  /// Port it listens on: the one asked for, or the free one it found.
  public int port() {
    return port;
  }

  /// Takes no more connections, answers further requests on open ones 503, waits up to 10 seconds for the running ones, ends.
  /// Closing again does nothing.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    // The server's own stop waits the whole time for any client that has sent half a request, or
    // whose answer was cut; so it is only
    // told to take no more connections, and made to end when the last of our answers is out.
    Thread stopping =
        Thread.ofPlatform().daemon().name("stop").start(() -> server.stop(DRAIN_SECONDS));
    try {
      requests.end(Duration.ofSeconds(DRAIN_SECONDS));
      stopping.interrupt();
      stopping.join();
    } catch (InterruptedException e) {
      stopping.interrupt();
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    boolean running = requests.begin();
    try {
      answer(exchange, running);
      exchange.close();
    } catch (IOException e) {
      log.debug("request of {} ended early: {}", exchange.getRemoteAddress(), e.getMessage());
      throw e; // the server cuts the connection; closing the exchange would end the page as if it
      // were whole
    } catch (Throwable e) { // an Error, too: the server would leave the connection open for ever
      log.error("answer to {} was cut", exchange.getRequestURI().getPath(), e);
      throw new IOException("cut", e);
    } finally {
      if (running) {
        requests.done();
      }
    }
  }

  private void answer(HttpExchange exchange, boolean running) throws IOException {
    String timeout = exchange.getRequestHeaders().getFirst(ScrapeTimeout.HEADER);
    Deadline deadline = Deadline.in(ScrapeTimeout.of(timeout), ticker);
    if (!running) {
      exchange.getResponseHeaders().set("Connection", "close");
      send(exchange, Response.text(503, "shutting down\n"));
      return;
    }
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (auth.isPresent() && !auth.get().admits(authorization)) {
      exchange.getResponseHeaders().set("WWW-Authenticate", auth.get().challenge());
      send(exchange, Response.text(401, "Unauthorized\n"));
      return;
    }
    String path = exchange.getRequestURI().getPath();
    Handler handler = path == null ? null : routes.get(path);
    Response response;
    if (handler == null) {
      response = Response.text(404, "404 page not found\n");
    } else {
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
    } catch (Throwable e) { // an Error, too: it is this request's alone
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
        PageFormat format = AcceptHeader.format(exchange.getRequestHeaders().getFirst("Accept"));
        exchange.getResponseHeaders().set("Content-Type", format.contentType());
        boolean gzip = acceptsGzip(exchange);
        if (gzip) {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        if (isHead(exchange)) {
          exchange.sendResponseHeaders(200, -1);
          return;
        }
        exchange.sendResponseHeaders(200, 0);
        if (gzip) {
          writeZipped(metrics, format, exchange.getResponseBody());
        } else {
          format.write(metrics.sections(), metrics.conflicts(), exchange.getResponseBody());
        }
      }
    }
  }

  private static void writeZipped(Response.Metrics metrics, PageFormat format, OutputStream body)
      throws IOException {
    FastGzip out = new FastGzip(body);
    try {
      format.write(metrics.sections(), metrics.conflicts(), out);
      out.finish(); // not close: only the exchange ends the page
    } finally {
      out.free();
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
      String encoding = part.replace(" ", "").replace("\t", "");
      if (encoding.equals("gzip") || encoding.startsWith("gzip;")) {
        return !isZero(encoding, "gzip;q=0");
      }
    }
    return false;
  }

  /// Whether the text is this quality of 0, however many zeros it is written with: `0`, `0.`, `0.000`.
  private static boolean isZero(String encoding, String zero) {
    if (!encoding.startsWith(zero)) {
      return false;
    }
    for (int i = zero.length(); i < encoding.length(); i++) {
      char c = encoding.charAt(i);
      if (c != '0' && c != '.') {
        return false;
      }
    }
    return true;
  }

  /// Counts the running requests, until it is told to let no more begin.
  private static final class Requests {
    private int running;
    private boolean ending;

    synchronized boolean begin() {
      if (ending) {
        return false;
      }
      running++;
      return true;
    }

    synchronized void done() {
      running--;
      notifyAll();
    }

    /// Lets no more begin, and waits for those running, up to a time.
    synchronized void end(Duration atMost) throws InterruptedException {
      ending = true;
      long end = System.nanoTime() + atMost.toNanos();
      for (long left = atMost.toMillis(); running > 0 && left > 0; ) {
        wait(left);
        left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      }
    }
  }

  /// gzip at its fastest: a page of metrics shrinks to a tenth at any level.
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream to) throws IOException {
      super(to, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }

    /// Gives back the memory outside the heap, without writing anything.
    void free() {
      def.end();
    }
  }
}
