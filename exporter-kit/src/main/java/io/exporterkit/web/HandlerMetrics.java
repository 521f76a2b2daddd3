package io.exporterkit.web;

import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.MetricDef.histogram;
import static io.exporterkit.metric.MetricDef.summary;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Unit;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;

/// Metrics of the requests that a server answers. Safe for use by several threads.
///
/// The page of metrics has the two metrics that Go's `promhttp` has, under the same names, so that existing dashboards
/// show them. Every request is counted by path, method and status, too. The labels are bounded: a path without a
/// handler is `other`, and so is a method other than GET, HEAD and POST.
public final class HandlerMetrics {
  private static final String PROMHTTP = "promhttp";
  private static final MetricDef SCRAPES =
      counter("metric_handler_requests_total", "Total number of scrapes by HTTP status code.")
          .labels("code");
  private static final MetricDef IN_FLIGHT =
      gauge("metric_handler_requests_in_flight", "Current number of scrapes being served.");

  private static final MetricDef REQUESTS =
      counter(
              "exporter_http_requests_total",
              "Requests that the exporter has answered, by path, method and status.")
          .labels("handler", "method", "code");
  private static final MetricDef DURATION =
      histogram(
              "exporter_http_request_duration_seconds",
              Unit.SECONDS,
              "Time from the head of a request to the end of its answer.")
          .labels("handler");
  private static final MetricDef SIZE =
      summary(
              "exporter_http_response_size_bytes",
              Unit.BYTES,
              "Bytes in the bodies of answers, as sent: compressed where the client accepts that.")
          .labels("handler");

  /// The metrics that have the namespace of the exporter.
  public static final List<MetricDef> NAMESPACED = List.of(REQUESTS, DURATION, SIZE);

  private static final String OTHER = "other";
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  private final String telemetryPath;
  private final Set<String> paths;
  private final Counter scrapes;
  private final Gauge inFlight;
  private final Counter requests;
  private final Histogram duration;
  private final Summary size;

  /// Registers the metrics.
  ///
  /// @param namespace prefix of the names of [#NAMESPACED], without the underscore; empty for none
  /// @param telemetryPath path of the page of metrics
  /// @param paths of the handlers
  public HandlerMetrics(
      String namespace, String telemetryPath, Set<String> paths, PrometheusRegistry registry) {
    this.telemetryPath = telemetryPath;
    this.paths = Set.copyOf(paths);
    scrapes =
        Counter.builder()
            .name(SCRAPES.nameIn(PROMHTTP))
            .help(SCRAPES.help())
            .labelNames("code")
            .register(registry);
    List.of("200", "500", "503").forEach(scrapes::initLabelValues);
    inFlight =
        Gauge.builder().name(IN_FLIGHT.nameIn(PROMHTTP)).help(IN_FLIGHT.help()).register(registry);
    requests =
        Counter.builder()
            .name(REQUESTS.nameIn(namespace))
            .help(REQUESTS.help())
            .labelNames("handler", "method", "code")
            .register(registry);
    duration =
        Histogram.builder()
            .name(DURATION.nameIn(namespace))
            .help(DURATION.help())
            .labelNames("handler")
            .classicOnly()
            .register(registry);
    size =
        Summary.builder()
            .name(SIZE.nameIn(namespace))
            .help(SIZE.help())
            .labelNames("handler")
            .register(registry);
  }

  /// Begins a request.
  ///
  /// @param path as requested
  Running begin(String path, String method) {
    boolean isScrape = path.equals(telemetryPath);
    if (isScrape) {
      inFlight.inc();
    }
    return new Running(
        paths.contains(path) ? path : OTHER, METHODS.contains(method) ? method : OTHER, isScrape);
  }

  /// A request that is being answered. Used by one thread.
  final class Running {
    private final String handler;
    private final String method;
    private final boolean isScrape;
    private final long began = System.nanoTime();
    private long bytes;
    private int status;

    private Running(String handler, String method, boolean isScrape) {
      this.handler = handler;
      this.method = method;
      this.isScrape = isScrape;
    }

    /// Returns the answer with a body whose bytes are counted.
    Answer counted(Answer answer) {
      status = answer.status();
      return new Answer(
          status,
          answer.headers(),
          answer.length(),
          out -> answer.body().writeTo(new CountedBody(out)));
    }

    /// Ends the request, whether or not the answer was sent whole.
    void end() {
      String code = Integer.toString(status);
      if (isScrape) {
        inFlight.dec();
        scrapes.labelValues(code).inc();
      }
      requests.labelValues(handler, method, code).inc();
      duration.labelValues(handler).observe((System.nanoTime() - began) / 1e9);
      size.labelValues(handler).observe(bytes);
    }

    private final class CountedBody extends FilterOutputStream {
      CountedBody(OutputStream out) {
        super(out);
      }

      @Override
      public void write(int b) throws IOException {
        out.write(b);
        bytes++;
      }

      @Override
      public void write(byte[] block, int from, int length) throws IOException {
        out.write(block, from, length);
        bytes += length;
      }
    }
  }
}
