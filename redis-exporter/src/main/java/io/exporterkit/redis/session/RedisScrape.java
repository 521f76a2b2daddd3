package io.exporterkit.redis.session;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.SECONDS;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.scrape.Collector;
import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.Target;
import io.exporterkit.time.Deadline;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// A Redis server as the target of scrapes. It is up when it has answered INFO.
public final class RedisScrape implements Target<RedisSession> {
  public static final MetricDef CONNECT_TIME =
      gauge(
              "exporter_last_scrape_connect_time_seconds",
              SECONDS,
              "Duration of connecting to the target; 0 where the connection of an earlier scrape was used.")
          .withoutTargetLabels();
  static final MetricDef PING_TIME =
      gauge(
              "exporter_last_scrape_ping_time_seconds",
              SECONDS,
              "Time between a PING to the target and its answer; only with ping-on-connect.")
          .withoutTargetLabels();
  public static final List<MetricDef> METRICS = List.of(CONNECT_TIME, PING_TIME);

  private final RedisTarget target;
  private final RedisTargets targets;
  private final boolean roleLabel;
  private final Predicate<Command> only;

  /// @param roleLabel whether samples carry the target's role
  public RedisScrape(RedisTarget target, RedisTargets targets, boolean roleLabel) {
    this(target, targets, roleLabel, _ -> true);
  }

  private RedisScrape(
      RedisTarget target, RedisTargets targets, boolean roleLabel, Predicate<Command> only) {
    this.target = target;
    this.targets = targets;
    this.roleLabel = roleLabel;
    this.only = only;
  }

  @Override
  public RedisScrape with(List<? extends Collector<? super RedisSession>> collectors) {
    Set<String> names = new HashSet<>();
    for (Collector<? super RedisSession> collector : collectors) {
      if (collector instanceof RedisCollector reading) {
        reading.commands().forEach(command -> names.add(command.lookup()));
      }
    }
    return new RedisScrape(target, targets, roleLabel, command -> names.contains(command.lookup()));
  }

  @Override
  public RedisSession open(Deadline deadline, Samples out)
      throws IOException, InterruptedException {
    Times times = new Times();
    try {
      return targets.opener().open(target, deadline, only, times);
    } finally {
      out.add(CONNECT_TIME, times.connect);
      if (times.ping >= 0) {
        out.add(PING_TIME, times.ping);
      }
    }
  }

  @Override
  public RedisSession openInBackground(Deadline deadline) throws IOException, InterruptedException {
    return targets.openForScan(target, deadline);
  }

  @Override
  public String name() {
    return target.address().display();
  }

  @Override
  public String mask(String text) {
    String password = target.credentials().password();
    return password.isEmpty() ? text : text.replace(password, "***");
  }

  /// Returns a length that is enough for the names and reasons of several scripts. Error texts of servers are bounded
  /// already.
  @Override
  public int longestReason() {
    return 1000;
  }

  @Override
  public ScrapeHistory history() {
    return target.history();
  }

  @Override
  public Map<String, String> labels() {
    return roleLabel ? Map.of("instance_role", target.role()) : Map.of();
  }

  /// The durations of the connection that was used in the end.
  private static final class Times implements ConnectTimes {
    private double connect;
    private double ping = -1;

    @Override
    public void connected(double seconds) {
      connect = seconds;
    }

    @Override
    public void pinged(double seconds) {
      ping = seconds;
    }
  }
}
