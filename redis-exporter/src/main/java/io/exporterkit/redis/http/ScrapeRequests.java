package io.exporterkit.redis.http;

import io.exporterkit.Probe;
import io.exporterkit.net.RefusedTargetException;
import io.exporterkit.probe.UnusableTargets;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.protocol.TargetAddress.Parsed;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.time.Ticker;
import io.exporterkit.web.BadRequestException;
import io.exporterkit.web.Request;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A parser of requests to `/scrape`, which may name any target. Thread-safe.
public final class ScrapeRequests {
  private static final Logger log = LoggerFactory.getLogger(ScrapeRequests.class);
  private static final Set<String> SCHEMES =
      Set.of("redis", "rediss", "valkey", "valkeys", "tcp", "unix", "http", "https");

  private final ExporterConfig config;
  private final Probes probes;
  private final Counter badRequests;
  private final UnusableTargets unusable = new UnusableTargets(SCHEMES, Ticker.system());

  /// @param badRequests the counter of refused requests
  public ScrapeRequests(ExporterConfig config, Probes probes, Counter badRequests) {
    this.config = config;
    this.probes = probes;
    this.badRequests = badRequests;
  }

  /// Returns the probe for a request.
  ///
  /// In: `/scrape?target=redis://h:6379&check-keys=user:*`
  /// Out: a probe of `redis://h:6379` that emits the keys `user:*`
  ///
  /// @throws BadRequestException if the target is missing or not a URI, or if another parameter is invalid
  /// @throws RefusedTargetException if requests may not name this target
  public Probe<RedisSession> parse(Request request)
      throws BadRequestException, RefusedTargetException {
    try {
      return probe(request);
    } catch (BadRequestException e) {
      badRequests.inc();
      throw e;
    }
  }

  private Probe<RedisSession> probe(Request request)
      throws BadRequestException, RefusedTargetException {
    String text = request.parameter("target");
    if (text.isEmpty()) {
      throw new BadRequestException(
          "parameter 'target' is missing: want /scrape?target=redis://host:6379");
    }
    ScrapeParameters wanted = ScrapeParameters.of(request, config);
    Parsed parsed = TargetAddress.parse(text, TargetAddress.Origin.REQUEST);
    if (parsed instanceof Parsed.Malformed(String reason)) {
      if (unusable.isNews(text)) {
        log.warn("unusable target: no URI: {}", reason);
      }
      throw new BadRequestException("parameter 'target' is no URI: " + reason);
    }
    if (parsed instanceof Parsed.Unusable(String reason)) {
      return probes.unusable(unusable.recognised(text), reason, unusable.isNews(text));
    }
    return probes.at(((Parsed.Valid) parsed).address(), text, wanted);
  }
}
