package io.exporterkit.redis.http;

import io.exporterkit.Probe;
import io.exporterkit.probe.UnusableTarget;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.protocol.Credentials;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.session.RedisScrape;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.RedisTarget;
import io.exporterkit.redis.session.RedisTargets;
import io.exporterkit.scrape.Collector;
import io.exporterkit.scrape.Target;
import java.util.List;
import java.util.Map;

/// A factory of probes of targets. Thread-safe.
public final class Probes {
  private final ExporterConfig config;
  private final RedisTargets targets;
  private final ReloadableFiles files;
  private final CollectorsOf collectors;

  /// A factory of the collectors for a request.
  @FunctionalInterface
  public interface CollectorsOf {
    /// Returns all collectors, with these keys and streams in place of those of the flags.
    List<Collector<RedisSession>> of(ExporterConfig.Keys keys, ExporterConfig.Streams streams);
  }

  /// @param collectors the collectors for requests with other keys or streams than those of the flags
  public Probes(
      ExporterConfig config, RedisTargets targets, ReloadableFiles files, CollectorsOf collectors) {
    this.config = config;
    this.targets = targets;
    this.files = files;
    this.collectors = collectors;
  }

  /// The identity of a request for other keys or streams than those of the flags: equal requests at the same time share
  /// one scrape. The identity of any other request is the target.
  private record Scraped(
      RedisTarget target, ExporterConfig.Keys keys, ExporterConfig.Streams streams) {}

  /// Returns a probe of the target at an address.
  ///
  /// @param text the address as written in the flag or the request
  public Probe<RedisSession> at(TargetAddress address, String text, ScrapeParameters wanted) {
    RedisTarget target = target(address, text, wanted.tlsServerName());
    Target<RedisSession> scrape = new RedisScrape(target, targets, config.metrics().roleLabel());
    if (wanted.replacesNothing(config)) {
      return new Probe<>(target, scrape);
    }
    Scraped key = new Scraped(target, wanted.keys(), wanted.streams());
    return new Probe<>(key, scrape, collectors.of(wanted.keys(), wanted.streams()));
  }

  /// Returns a probe for an address that cannot be used: its page has `up 0` and the reason.
  ///
  /// @param shown the part of the address that contains no secret
  Probe<RedisSession> unusable(String shown, String reason, boolean isLogged) {
    Map<String, String> labels =
        config.metrics().roleLabel() ? Map.of("instance_role", "") : Map.of();
    Target<RedisSession> target =
        new UnusableTarget<>(
            shown, reason, labels, out -> out.add(RedisScrape.CONNECT_TIME, 0), isLogged);
    return new Probe<>(new Object(), target);
  }

  /// Returns the target at an address. Its credentials are those of the URI, else those of the password file, else
  /// those of the flags.
  ///
  /// @param text the address as written in the flag or the request, by which the password file names targets
  RedisTarget target(TargetAddress address, String text, String tlsServerName) {
    Credentials flags = config.credentials();
    Credentials credentials;
    if (!address.password().isEmpty()) {
      credentials = new Credentials(address.user(), address.password());
    } else {
      String user = address.user().isEmpty() ? flags.user() : address.user();
      String found = files.passwordFile().find(address, text, user);
      credentials = new Credentials(user, found.isEmpty() ? flags.password() : found);
    }
    return targets.get(address, tlsServerName, credentials);
  }
}
