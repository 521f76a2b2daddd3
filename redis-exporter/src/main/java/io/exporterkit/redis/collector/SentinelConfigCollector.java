package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Replies;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.text.GoFloat;
import java.io.IOException;
import java.util.List;

/// A collector of a sentinel's global settings, from `SENTINEL CONFIG GET *`. Settings that hold secrets are never
/// emitted.
///
/// In: `1) announce-port 2) 26379`   Out: `redis_sentinel_config_value{key="announce-port"} 26379`
final class SentinelConfigCollector implements RedisCollector {
  static final MetricDef KEY_VALUE =
      gauge(
              "sentinel_config_key_value",
              "1 for each setting of the sentinel, with its value as a label.")
          .labels("key", "value");
  static final MetricDef VALUE =
      gauge("sentinel_config_value", "Value of each numeric setting of the sentinel.")
          .labels("key");

  private static final Command CONFIG_GET =
      Command.of("SENTINEL", "CONFIG", "GET", "*")
          .knownBy("sentinel|config")
          .ofSentinelsSince(6, 2);

  @Override
  public String name() {
    return "sentinel_config";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(KEY_VALUE, VALUE);
  }

  @Override
  public List<Command> commands() {
    return List.of(CONFIG_GET);
  }

  @Override
  public List<Command> commands(ServerIdentity server) {
    return server.isSentinel() ? commands() : List.of();
  }

  @Override
  public Rights rights() {
    return Rights.on(Rights.Where.SENTINEL, "sentinel|config");
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    if (!session.server().isSentinel()) {
      return;
    }
    Replies.pairs(session.ask(CONFIG_GET), CONFIG_GET)
        .forEach((key, value) -> {
          if (!ConfigCollector.isSecret(key)) {
            out.add(KEY_VALUE, 1, key, value);
            out.add(VALUE, GoFloat.parseOrNone(value), key);
          }
        });
  }
}
