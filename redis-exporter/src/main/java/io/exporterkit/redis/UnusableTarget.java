package io.exporterkit.redis;

import io.exporterkit.metric.Samples;
import io.exporterkit.redis.connection.RedisSession;
import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.Target;
import java.io.IOException;
import java.util.Map;

/// A target that is a URI but no Redis's address: always down, so that an alert on `up == 0` fires.
///
/// @param reason why
/// @param roleLabel whether samples carry a role, which is unknown
/// @param history of its own, as nothing is remembered of it
record UnusableTarget(String reason, boolean roleLabel, ScrapeHistory history)
    implements Target<RedisSession> {
  UnusableTarget(String reason, boolean roleLabel) {
    this(reason, roleLabel, new ScrapeHistory());
  }

  @Override
  public RedisSession open(Deadline deadline, Samples out) throws IOException {
    out.add(RedisScrape.CONNECT_TIME, 0);
    throw new IOException(reason);
  }

  @Override
  public String name() {
    return "unusable target";
  }

  @Override
  public Map<String, String> labels() {
    return roleLabel ? Map.of("instance_role", "") : Map.of();
  }
}
