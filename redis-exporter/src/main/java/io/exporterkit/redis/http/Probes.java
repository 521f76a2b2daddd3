package io.exporterkit.redis.http;

import io.exporterkit.Probe;
import io.exporterkit.net.DialRule;
import io.exporterkit.net.RefusedTargetException;
import io.exporterkit.probe.AllowedTargets;
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

  /// Returns the scrape of the target of the flags.
  public Probe<RedisSession> ofFlags(TargetAddress address) {
    ScrapeParameters wanted = ScrapeParameters.of(config);
    return probe(ofFlags(address, wanted.tlsServerName()), wanted);
  }

  /// Returns a probe of the target at an address that a request names.
  ///
  /// @param text the address as written in the request
  /// @throws RefusedTargetException if requests may not name this target
  Probe<RedisSession> at(TargetAddress address, String text, ScrapeParameters wanted)
      throws RefusedTargetException {
    boolean isNamed = files.passwordFile().names(text, user(address));
    DialRule rule = rule(address, isNamed);
    rule.checkEndpoint(address.endpoint());
    Credentials credentials =
        config.probes().sendsCredentials(isNamed)
            ? credentials(address, text)
            : new Credentials(address.user(), address.password());
    return probe(targets.get(address, wanted.tlsServerName(), credentials, rule), wanted);
  }

  private DialRule rule(TargetAddress address, boolean isNamed) {
    AllowedTargets allowed = config.probes().allowed();
    if (isNamed) {
      return allowed.and(address.endpoint());
    }
    // Without a list, a request for the target of the flags shares its connection.
    return allowed.isOpen() && config.target().filter(address::isSameServer).isPresent()
        ? DialRule.ANY
        : allowed;
  }

  private Probe<RedisSession> probe(RedisTarget target, ScrapeParameters wanted) {
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

  /// Returns the target of the flags.
  RedisTarget ofFlags(TargetAddress address, String tlsServerName) {
    Credentials credentials = credentials(address, config.targetText());
    return targets.get(address, tlsServerName, credentials, DialRule.ANY);
  }

  /// Returns the credentials for an address: those of the URI, else those of the password file, else those of the
  /// flags.
  ///
  /// @param text the address as written in the flag or the request, by which the password file names targets
  private Credentials credentials(TargetAddress address, String text) {
    if (!address.password().isEmpty()) {
      return new Credentials(address.user(), address.password());
    }
    String user = user(address);
    String found = files.passwordFile().find(address, text, user);
    return new Credentials(user, found.isEmpty() ? config.credentials().password() : found);
  }

  private String user(TargetAddress address) {
    return address.user().isEmpty() ? config.credentials().user() : address.user();
  }
}
