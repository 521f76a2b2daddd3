package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.MILLISECONDS;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.connection.RedisSession;
import java.util.List;

/// Groups of keys. None can be asked for in this version, which is told as the time of a scan that did not take place: 0.
final class KeyGroupsCollector implements RedisCollector {
  static final MetricDef DURATION =
      gauge(
          "last_key_groups_scrape_duration_milliseconds",
          MILLISECONDS,
          "Time the last scan for key groups took; 0 where none is asked for.");

  @Override
  public String name() {
    return "key_groups";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(DURATION);
  }

  @Override
  public void collect(RedisSession session, Samples out) {
    out.add(DURATION, 0);
  }
}
