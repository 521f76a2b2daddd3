package io.exporterkit.web;

import io.exporterkit.scrape.Scraper;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The handlers of a server by exact path, behind a protection that may change. Safe for use by several
/// threads.
final class Routes implements HttpEngine.Answering {
  private static final Logger log = LoggerFactory.getLogger(ExporterServer.class);

  private final Map<String, Handler> handlers;
  private final Supplier<Protection> protection;
  private final Optional<HandlerMetrics> metrics;
  private final Set<String> open;
  private final Ticker ticker;
  private final RunningRequests requests = new RunningRequests();

  /// Makes routes.
  ///
  /// @param protection asked at each request
  /// @param open paths that are answered without the password, and are not limited
  /// @param metrics of all requests; empty for none
  Routes(
      Map<String, Handler> handlers,
      Supplier<Protection> protection,
      Set<String> open,
      Optional<HandlerMetrics> metrics,
      Ticker ticker) {
    this.metrics = metrics;
    this.open = Set.copyOf(open);
    this.handlers = new LinkedHashMap<>(handlers);
    this.protection = protection;
    this.ticker = ticker;
  }

  /// Answers further requests with 503.
  void refuseMore() {
    requests.refuseMore();
  }

  /// Waits until no request is running.
  ///
  /// @param atMost longest wait
  void awaitRunning(Duration atMost) throws InterruptedException {
    requests.awaitNone(atMost);
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    boolean running = requests.begin();
    HandlerMetrics.Running measured = metrics.map(m -> begin(m, exchange)).orElse(null);
    try {
      Protection now = protection.get();
      Answer answer =
          running
              ? answerOf(exchange, now)
              : Answer.plain(503, "shutting down\n").with("Connection", "close");
      answer = answer.with(now.headers());
      exchange.send(measured == null ? answer : measured.counted(answer));
    } catch (IOException e) {
      throw e; // the engine logs it
    } catch (Throwable e) { // also an Error, which concerns this request only
      log.error("answer to {} was cut", path(exchange), e);
      throw new IOException("cut", e);
    } finally {
      if (measured != null) {
        measured.end();
      }
      if (running) {
        requests.done();
      }
    }
  }

  private static HandlerMetrics.Running begin(HandlerMetrics metrics, Exchange exchange) {
    String path = path(exchange);
    return metrics.begin(path == null ? "" : path, exchange.method());
  }

  private Answer answerOf(Exchange exchange, Protection now) {
    String timeout = exchange.header(ScrapeTimeout.HEADER).orElse(null);
    Deadline deadline = Deadline.in(ScrapeTimeout.of(timeout), ticker);
    RequestTarget target;
    Optional<String> bad = Optional.empty();
    try {
      target = RequestTarget.parse(exchange.target());
    } catch (BadRequestException e) {
      target = RequestTarget.NONE;
      bad = Optional.of(e.getMessage() + "\n");
    }
    String authorization = exchange.header("Authorization").orElse(null);
    boolean isProtected = !open.contains(target.path());
    if (isProtected && now.rateLimit().isPresent() && !now.rateLimit().get().admits()) {
      return Answer.plain(429, "Too Many Requests\n");
    }
    if (isProtected && now.auth().isPresent() && !now.auth().get().admits(authorization)) {
      return unauthorized(now.auth().get(), exchange);
    }
    if (bad.isPresent()) {
      return Answer.plain(400, bad.get());
    }
    if (!target.cleanPath().equals(target.path())) {
      return moved(target.cleanLocation());
    }
    Handler handler = handlers.get(target.path());
    if (handler == null && handlers.containsKey(target.withoutSlash().path())) {
      return moved(target.withoutSlash().cleanLocation());
    }
    if (handler == null) {
      return Answer.plain(404, "404 page not found\n");
    }
    return Rendering.of(handle(handler, request(exchange, target, deadline)), exchange);
  }

  /// Returns a request for credentials. A browser does not know the scheme that a script receives, and so leaves the
  /// answer to the script; otherwise the browser would ask its user for a password, in the middle of the page.
  private static Answer unauthorized(BasicAuth auth, Exchange exchange) {
    boolean isOfScript = exchange.header("X-Requested-With").isPresent();
    return Answer.plain(401, "Unauthorized\n")
        .with("WWW-Authenticate", (isOfScript ? "Script-" : "") + auth.challenge());
  }

  private static Answer moved(String location) {
    return Answer.plain(301, "Moved Permanently\n").with("Location", location);
  }

  private static Request request(Exchange exchange, RequestTarget target, Deadline deadline) {
    Map<String, List<String>> query = Query.parse(target.rawQuery());
    return new Request(
        target.path(), query, deadline, exchange.method(), exchange.headers(), exchange.peer());
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
    } catch (Throwable e) { // also an Error, which concerns this request only
      log.error("request of {} failed", request.path(), e);
      return Response.text(500, "internal error, see the exporter's log\n");
    }
  }

  private static @Nullable String path(Exchange exchange) {
    try {
      return RequestTarget.parse(exchange.target()).path();
    } catch (BadRequestException _) {
      return null;
    }
  }
}
