package io.exporterkit.redis;

import io.exporterkit.metric.Samples;
import io.exporterkit.redis.session.RedisScrape;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.Target;
import java.io.IOException;
import java.util.Map;

/// A target that is a URI but no Redis's address: always down, so that an alert on `up == 0` fires.
///
/// @param shown scheme and host of it; empty where they are in doubt
/// @param reason why
/// @param roleLabel whether samples carry a role, which is unknown
/// @param isLogged whether the log has not named it yet
/// @param history of its own, as nothing is remembered of it
record UnusableTarget(
    String shown, String reason, boolean roleLabel, boolean isLogged, ScrapeHistory history)
    implements Target<RedisSession> {
  UnusableTarget(String shown, String reason, boolean roleLabel, boolean isLogged) {
    this(shown, reason, roleLabel, isLogged, new ScrapeHistory());
  }

  @Override
  public RedisSession open(Deadline deadline, Samples out) throws IOException {
    out.add(RedisScrape.CONNECT_TIME, 0);
    throw new IOException(reason);
  }

  @Override
  public String name() {
    return shown.isEmpty() ? "unusable target" : shown;
  }

  @Override
  public Map<String, String> labels() {
    return roleLabel ? Map.of("instance_role", "") : Map.of();
  }
}
