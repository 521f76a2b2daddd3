package io.exporterkit.redis.options;

import io.exporterkit.ListenOptions;
import io.exporterkit.ProtectionOptions;
import io.exporterkit.StandardOptions;
import io.exporterkit.logging.Format;
import io.exporterkit.logging.Level;
import io.exporterkit.logging.Logging;
import io.exporterkit.metric.SeriesLimits;
import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.webconfig.WebConfigFile;
import java.util.List;
import java.util.Optional;

/// The standard options, with the names and meanings of oliver006/redis_exporter.
public final class RedisStandardOptions implements StandardOptions {
  private static final int MOST_REQUESTS = 100_000;
  private static final List<String> OTHER_PATHS =
      List.of(
          "/health", "/scrape", "/-/reload", "/-/healthy", "/-/ready", "/discover-cluster-nodes");
  private static final ListenOptions LISTEN =
      new ListenOptions(RedisOptions.LISTEN_ADDRESS, RedisOptions.SYSTEMD_SOCKET);
  private static final ProtectionOptions PROTECTION =
      new ProtectionOptions(
          "redis-exporter, charset=UTF-8",
          RedisOptions.WEB_CONFIG_FILE,
          RedisOptions.BASIC_AUTH_USERNAME,
          RedisOptions.BASIC_AUTH_PASSWORD,
          RedisOptions.BASIC_AUTH_HASH_PASSWORD,
          RedisOptions.TLS_SERVER_CERT_FILE,
          RedisOptions.TLS_SERVER_KEY_FILE,
          RedisOptions.TLS_SERVER_CA_CERT_FILE,
          RedisOptions.TLS_SERVER_MIN_VERSION);

  @Override
  public boolean isVersion(OptionValues values) {
    return values.get(RedisOptions.VERSION);
  }

  @Override
  public Log log(OptionValues values, List<String> warnings) {
    return new Log(level(values, warnings), format(values, warnings));
  }

  private static Level level(OptionValues values, List<String> warnings) {
    if (values.get(RedisOptions.DEBUG)) {
      return Level.DEBUG;
    }
    String name = values.get(RedisOptions.LOG_LEVEL);
    return Logging.level(name.isEmpty() ? "INFO" : name)
        .orElseGet(() -> {
          String want = "want DEBUG, INFO, WARN or ERROR; INFO is used";
          warnings.add(values.complaint(RedisOptions.LOG_LEVEL, want));
          return Level.INFO;
        });
  }

  private static Format format(OptionValues values, List<String> warnings) {
    String name = values.get(RedisOptions.LOG_FORMAT);
    return Logging.format(name.isEmpty() ? "txt" : name)
        .orElseGet(() -> {
          warnings.add(values.complaint(RedisOptions.LOG_FORMAT, "want txt or json; txt is used"));
          return Format.TXT;
        });
  }

  @Override
  public Web web(OptionValues values, List<String> warnings) {
    Doubtful.warnings(values, warnings);
    probeWarnings(values, warnings);
    Optional<WebConfigFile> webConfig = PROTECTION.webConfig(values);
    return new Web(
        LISTEN.addresses(values),
        telemetryPath(values),
        maxRequests(values),
        PROTECTION.protection(values, warnings),
        webConfig);
  }

  /// Adds warnings about credentials that any target may receive, and about options that have no effect.
  private static void probeWarnings(OptionValues values, List<String> warnings) {
    boolean isListed =
        values.get(RedisOptions.PROBE_CREDENTIALS) == RedisOptions.ProbeCredentials.LISTED;
    boolean isOpen = values.get(RedisOptions.PROBE_ALLOW).isEmpty();
    if (values.get(RedisOptions.DISABLE_SCRAPE_ENDPOINT)) {
      if (!isOpen) {
        warnings.add(
            values.complaint(
                RedisOptions.PROBE_ALLOW,
                "ignored with " + RedisOptions.DISABLE_SCRAPE_ENDPOINT.name()));
      }
      return;
    }
    boolean hasPassword = !values.get(RedisOptions.PASSWORD).isEmpty();
    if (isOpen && hasPassword && !isListed) {
      warnings.add(
          "the password of "
              + RedisOptions.PASSWORD.name()
              + " is sent to any target that a request to /scrape names: set "
              + RedisOptions.PROBE_ALLOW.name()
              + ", or "
              + RedisOptions.PROBE_CREDENTIALS.name()
              + "=listed");
    }
    if (isOpen && isListed && values.get(RedisOptions.PASSWORD_FILE).isEmpty()) {
      warnings.add(
          values.complaint(
              RedisOptions.PROBE_CREDENTIALS,
              "no target is listed: set "
                  + RedisOptions.PROBE_ALLOW.name()
                  + " or "
                  + RedisOptions.PASSWORD_FILE.name()));
    }
  }

  @Override
  public PageSettings pages(OptionValues values) {
    return new PageSettings(
        values.get(RedisOptions.ENABLE_OPENMETRICS),
        values.get(RedisOptions.HANDLER_METRICS),
        new SeriesLimits(
            limit(values, RedisOptions.MAX_SERIES),
            limit(values, RedisOptions.MAX_SERIES_PER_FAMILY)));
  }

  private static long limit(OptionValues values, Option<Long> option) {
    long limit = values.get(option);
    if (limit < 0) {
      throw values.refusal(option, "it must be 0 for no limit, or above");
    }
    return limit;
  }

  private static String telemetryPath(OptionValues values) {
    String path = values.get(RedisOptions.TELEMETRY_PATH);
    if (path.isEmpty()) {
      return "/metrics";
    }
    if (!path.startsWith("/")) {
      throw values.refusal(RedisOptions.TELEMETRY_PATH, "it must begin with a slash");
    }
    if (OTHER_PATHS.contains(path)) {
      throw values.refusal(RedisOptions.TELEMETRY_PATH, "that path has another use");
    }
    return path;
  }

  private static int maxRequests(OptionValues values) {
    long most = values.get(RedisOptions.MAX_REQUESTS);
    if (most < 1 || most > MOST_REQUESTS) {
      throw values.refusal(RedisOptions.MAX_REQUESTS, "it must be from 1 to " + MOST_REQUESTS);
    }
    return (int) most;
  }
}
