package io.exporterkit.redis.http;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Section;
import io.exporterkit.probe.UnusableTarget;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.protocol.Credentials;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisScrape;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.RedisTarget;
import io.exporterkit.redis.session.RedisTargets;
import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.Scraper;
import io.exporterkit.scrape.Target;
import java.util.List;
import java.util.Map;

/// Scrapes of targets by their addresses. Safe for use by several threads.
public final class Scrapes {
  private final ExporterConfig config;
  private final Scraper<RedisSession> scraper;
  private final RedisTargets targets;
  private final ReloadableFiles files;
  private final CollectorsOf collectors;

  /// Makes the collectors of a request.
  @FunctionalInterface
  public interface CollectorsOf {
    /// Makes those that look at these keys and streams.
    List<RedisCollector> of(ExporterConfig.Keys keys, ExporterConfig.Streams streams);
  }

  /// @param collectors for requests that ask for other keys or streams than the flags do
  public Scrapes(
      ExporterConfig config,
      Scraper<RedisSession> scraper,
      RedisTargets targets,
      ReloadableFiles files,
      CollectorsOf collectors) {
    this.config = config;
    this.scraper = scraper;
    this.targets = targets;
    this.files = files;
    this.collectors = collectors;
  }

  /// What makes two requests equal: the target, and which keys and streams are looked at.
  private record Scraped(
      RedisTarget target, ExporterConfig.Keys keys, ExporterConfig.Streams streams) {}

  /// Scrapes the target at an address.
  ///
  /// @param text how the address is written in the flag or the request
  Section scrape(TargetAddress address, String text, ScrapeParameters wanted, Deadline deadline)
      throws Scraper.BusyException, InterruptedException {
    RedisTarget target = target(address, text, wanted.tlsServerName());
    Scraped scraped = new Scraped(target, wanted.keys(), wanted.streams());
    Target<RedisSession> scrape =
        new RedisScrape(target, targets.opener(), config.metrics().roleLabel());
    if (wanted.keys().equals(config.keys()) && wanted.streams().equals(config.streams())) {
      return scraper.scrape(scraped, scrape, deadline).section();
    }
    return scraper
        .scrape(scraped, scrape, collectors.of(wanted.keys(), wanted.streams()), deadline)
        .section();
  }

  /// What could not be merged on pages.
  Conflicts conflicts() {
    return scraper.conflicts();
  }

  /// Answers for a text that is no address of a Redis: down, with the reason.
  ///
  /// @param shown as much of the text as may be shown
  Section unusable(String shown, String reason, boolean isLogged, Deadline deadline)
      throws Scraper.BusyException, InterruptedException {
    Map<String, String> labels =
        config.metrics().roleLabel() ? Map.of("instance_role", "") : Map.of();
    Target<RedisSession> target =
        new UnusableTarget<>(
            shown, reason, labels, out -> out.add(RedisScrape.CONNECT_TIME, 0), isLogged);
    return scraper.scrape(new Object(), target, deadline).section();
  }

  /// The target at an address: with the credentials of its URI, or else the password that the file has for it, or else the flags'.
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
