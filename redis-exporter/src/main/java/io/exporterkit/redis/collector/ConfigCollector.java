package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.MICROSECONDS;
import static io.exporterkit.metric.Unit.SECONDS;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.options.ExporterConfig.ShownSettings;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.session.ConfigReader;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.text.GoFloat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A collector of the server's settings, from `CONFIG GET`: some have metrics of their own, and all are emitted on
/// demand.
///
/// In: `maxclients`, `10000`   Out: `redis_config_maxclients 10000`, `redis_config_value{key="maxclients"} 10000`
final class ConfigCollector implements RedisCollector {
  static final MetricDef KEY_VALUE =
      gauge("config_key_value", "1 for each setting of the server, with its value as a label.")
          .labels("key", "value");
  static final MetricDef VALUE =
      gauge("config_value", "Value of each numeric setting of the server.").labels("key");
  static final MetricDef BUFFER_LIMIT =
      gauge(
              "config_client_output_buffer_limit_bytes",
              BYTES,
              "Output buffer size at which clients of a class are disconnected, at once (hard) or after a time (soft); 0 means never.")
          .labels("class", "limit");
  static final MetricDef BUFFER_SECONDS =
      gauge(
              "config_client_output_buffer_limit_overcome_seconds",
              SECONDS,
              "Time for which clients of a class may exceed the soft limit of their output buffer.")
          .labels("class", "limit");

  private static final String BUFFER_LIMITS = "client-output-buffer-limit";
  private static final String OF_VALKEY = "commandlog-";
  private static final Map<String, MetricDef> SINGLE = single();
  private static final Set<String> SECRETS = Set.of("requirepass", "masterauth", "primaryauth");

  private final ConfigReader config;
  private final ShownSettings shown;

  /// @param shown settings that are emitted beside those with a metric of their own
  ConfigCollector(ConfigReader config, ShownSettings shown) {
    this.config = config;
    this.shown = shown;
  }

  /// Returns the settings from which the metrics of every server are made.
  static List<String> settings() {
    Stream<String> single = SINGLE.keySet().stream().filter(key -> !key.startsWith(OF_VALKEY));
    return Stream.concat(single, Stream.of(BUFFER_LIMITS)).toList();
  }

  /// Returns the settings from which the metrics of Valkey are made.
  static List<String> settingsOfValkey() {
    return SINGLE.keySet().stream().filter(key -> key.startsWith(OF_VALKEY)).toList();
  }

  @Override
  public String name() {
    return "config";
  }

  @Override
  public List<MetricDef> metrics() {
    List<MetricDef> metrics = new ArrayList<>(SINGLE.values());
    metrics.addAll(List.of(KEY_VALUE, VALUE, BUFFER_LIMIT, BUFFER_SECONDS));
    return metrics;
  }

  @Override
  public List<Command> commands() {
    return config.commands();
  }

  @Override
  public List<Command> commands(ServerIdentity server) {
    return config.commands(server);
  }

  @Override
  public Rights rights() {
    return config.rights();
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    config
        .read(session)
        .forEach((key, value) -> {
          double number = GoFloat.parseOrNone(value);
          MetricDef single = SINGLE.get(key);
          if (single != null) {
            out.add(single, number);
          }
          if (key.equals(BUFFER_LIMITS)) {
            bufferLimits(value, out);
          }
          if (isShown(key)) {
            out.add(KEY_VALUE, 1, key, value);
            out.add(VALUE, number, key);
          }
        });
  }

  /// Emits the limits of output buffers.
  ///
  /// In: `normal 0 0 0 slave 268435456 67108864 60`: class, hard limit, soft limit, seconds, and so on.
  private static void bufferLimits(String value, Samples out) {
    String[] words = value.split(" ", -1);
    for (int i = 0; i + 3 < words.length; i += 4) {
      out.add(BUFFER_LIMIT, GoFloat.parseOrNone(words[i + 1]), words[i], "hard");
      out.add(BUFFER_LIMIT, GoFloat.parseOrNone(words[i + 2]), words[i], "soft");
      out.add(BUFFER_SECONDS, GoFloat.parseOrNone(words[i + 3]), words[i], "soft");
    }
  }

  /// Whether a setting holds a secret, judged by its name alone.
  private boolean isShown(String key) {
    return switch (shown) {
      case NONE -> false;
      case WITHOUT_SECRETS -> !isSecret(key);
      case ALL -> true;
    };
  }

  static boolean isSecret(String key) {
    return SECRETS.contains(key)
        || key.endsWith("pass")
        || key.contains("password")
        || key.contains("secret")
        || key.contains("token");
  }

  private static Map<String, MetricDef> single() {
    Map<String, MetricDef> single = new LinkedHashMap<>();
    single.put(
        "maxclients",
        gauge("config_maxclients", "Setting maxclients: maximum number of simultaneous clients."));
    single.put(
        "maxmemory",
        gauge(
            "config_maxmemory",
            BYTES,
            "Setting maxmemory: maximum memory for data; 0 means no limit."));
    single.put(
        "io-threads",
        gauge("config_io_threads", "Setting io-threads: threads that read and write sockets."));
    single.put(
        "repl-backlog-size",
        gauge(
            "config_repl_backlog_size",
            BYTES,
            "Setting repl-backlog-size: bytes of the replication stream kept for replicas."));
    single.put(
        "commandlog-execution-slower-than",
        gauge(
            "commandlog_execution_slower_than",
            MICROSECONDS,
            "Execution time from which a command is logged as slow; negative means never (Valkey 8.1+)."));
    single.put(
        "commandlog-slow-execution-max-len",
        gauge(
            "commandlog_slow_execution_max_len",
            "Maximum number of entries in the log of slow commands (Valkey 8.1+)."));
    single.put(
        "commandlog-request-larger-than",
        gauge(
            "commandlog_request_larger_than",
            BYTES,
            "Size from which a request is logged as large; negative means never (Valkey 8.1+)."));
    single.put(
        "commandlog-large-request-max-len",
        gauge(
            "commandlog_large_request_max_len",
            "Maximum number of entries in the log of large requests (Valkey 8.1+)."));
    single.put(
        "commandlog-reply-larger-than",
        gauge(
            "commandlog_reply_larger_than",
            BYTES,
            "Size from which a reply is logged as large; negative means never (Valkey 8.1+)."));
    single.put(
        "commandlog-large-reply-max-len",
        gauge(
            "commandlog_large_reply_max_len",
            "Maximum number of entries in the log of large replies (Valkey 8.1+)."));
    return single;
  }
}
