package io.exporterkit.redis.options;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.exporterkit.file.FilePaths;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.redis.protocol.Credentials;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.protocol.TargetAddress.Parsed;
import io.exporterkit.redis.session.ConnectionSettings;
import io.exporterkit.tls.ClientContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The configuration, checked: only [#of] makes one, from the values of the option table.
///
/// @param namespace prefix of all metric names, without the underscore; empty for none
/// @param target of the telemetry path; empty for none
/// @param targetText how that target is written in the flag
/// @param credentials for targets whose address holds none
/// @param passwordFile passwords by target; empty for none
/// @param connection how targets are talked to
/// @param tls files of TLS to targets
/// @param tlsServerName name that targets' certificates must hold; empty for the host of their address
/// @param metrics what is told
/// @param keys which keys are looked at
/// @param streams which streams are looked at
/// @param features what is told of some targets only
/// @param scrapeEndpoint whether there is a /scrape
public record ExporterConfig(
    String namespace,
    Optional<TargetAddress> target,
    String targetText,
    Credentials credentials,
    Optional<Path> passwordFile,
    ConnectionSettings connection,
    ClientContext.Files tls,
    String tlsServerName,
    Metrics metrics,
    Keys keys,
    Streams streams,
    Features features,
    boolean scrapeEndpoint) {

  /// What is told of a target, and of the exporter.
  ///
  /// @param configCommand name of CONFIG at the targets; `-` for none
  /// @param latency whether LATENCY is asked
  /// @param system whether the host's memory is told
  /// @param config whether every setting is told
  /// @param redactConfig whether settings that hold secrets are left out of those
  /// @param emptyDatabases whether databases without a key are told
  /// @param roleLabel whether the target's metrics carry its role
  /// @param redisOnly whether process, runtime and build metrics are left out
  /// @param runtime whether the JVM's metrics are told
  public record Metrics(
      String configCommand,
      boolean latency,
      boolean system,
      boolean config,
      boolean redactConfig,
      boolean emptyDatabases,
      boolean roleLabel,
      boolean redisOnly,
      boolean runtime) {}

  /// Which keys are looked at.
  ///
  /// @param check keys, patterns expanded
  /// @param checkSingle keys, taken as they are
  /// @param count patterns of keys to count
  /// @param groups Lua patterns that put keys into groups; empty for none
  /// @param maxGroups groups told of a database, the rest being summed up
  /// @param batchSize COUNT of SCAN
  /// @param values whether values of strings are told
  /// @param skipMasters whether only replicas are asked for keys and streams
  public record Keys(
      List<KeyArgument> check,
      List<KeyArgument> checkSingle,
      List<KeyArgument> count,
      List<String> groups,
      long maxGroups,
      long batchSize,
      boolean values,
      boolean skipMasters) {
    public Keys {
      check = List.copyOf(check);
      checkSingle = List.copyOf(checkSingle);
      count = List.copyOf(count);
      groups = List.copyOf(groups);
    }
  }

  /// Which streams are looked at.
  ///
  /// @param check streams, patterns expanded
  /// @param checkSingle streams, taken as they are
  /// @param consumers whether each consumer is told
  public record Streams(List<KeyArgument> check, List<KeyArgument> checkSingle, boolean consumers) {
    public Streams {
      check = List.copyOf(check);
      checkSingle = List.copyOf(checkSingle);
    }
  }

  /// What is told of some targets only, or on demand.
  ///
  /// @param clientList whether each client is told
  /// @param clientPort whether with its port
  /// @param scripts Lua scripts to run
  /// @param scriptsReadOnly whether with EVAL_RO
  /// @param sentinelPeers whether each other sentinel is told
  /// @param cluster whether keys are asked for at the node that owns them
  /// @param clusterHostnames whether discovery answers host names
  /// @param modules whether modules are told
  /// @param searchIndexes what the names of the search indexes that are told hold; empty where none is told
  /// @param tile38 whether targets are Tile38s
  /// @param rdbFileSize whether the size of the RDB file is told
  public record Features(
      boolean clientList,
      boolean clientPort,
      List<LuaScript> scripts,
      boolean scriptsReadOnly,
      boolean sentinelPeers,
      boolean cluster,
      boolean clusterHostnames,
      boolean modules,
      Optional<Pattern> searchIndexes,
      boolean tile38,
      boolean rdbFileSize) {
    public Features {
      scripts = List.copyOf(scripts);
    }
  }

  /// A copy that looks at other keys and streams, as a request may ask for.
  public ExporterConfig with(Keys otherKeys, Streams otherStreams) {
    return new ExporterConfig(
        namespace,
        target,
        targetText,
        credentials,
        passwordFile,
        connection,
        tls,
        tlsServerName,
        metrics,
        otherKeys,
        otherStreams,
        features,
        scrapeEndpoint);
  }

  /// The configuration of these values.
  ///
  /// @throws IllegalArgumentException with one line that names the flag or variable and what would be right, and not the value
  public static ExporterConfig of(OptionValues values) {
    return new ExporterConfig(
        namespace(values),
        target(values),
        values.get(RedisOptions.ADDR),
        new Credentials(values.get(RedisOptions.USER), values.get(RedisOptions.PASSWORD)),
        passwordFile(values),
        new ConnectionSettings(
            notNegative(values, RedisOptions.CONNECTION_TIMEOUT),
            notNegative(values, RedisOptions.CONNECTION_MAX_AGE),
            values.get(RedisOptions.SET_CLIENT_NAME),
            values.get(RedisOptions.PING_ON_CONNECT)),
        tls(values),
        values.get(RedisOptions.TLS_SERVER_NAME),
        new Metrics(
            orElse(values.get(RedisOptions.CONFIG_COMMAND), "CONFIG"),
            !values.get(RedisOptions.EXCLUDE_LATENCY_HISTOGRAM_METRICS),
            values.get(RedisOptions.INCLUDE_SYSTEM_METRICS),
            values.get(RedisOptions.INCLUDE_CONFIG_METRICS),
            values.get(RedisOptions.REDACT_CONFIG_METRICS),
            values.get(RedisOptions.INCLUDE_METRICS_FOR_EMPTY_DATABASES),
            values.get(RedisOptions.APPEND_INSTANCE_ROLE_LABEL),
            values.get(RedisOptions.REDIS_ONLY_METRICS),
            values.get(RedisOptions.INCLUDE_RUNTIME_METRICS)),
        new Keys(
            keys(values, RedisOptions.CHECK_KEYS),
            keys(values, RedisOptions.CHECK_SINGLE_KEYS),
            keys(values, RedisOptions.COUNT_KEYS),
            groups(values),
            atLeast(0, values, RedisOptions.MAX_DISTINCT_KEY_GROUPS),
            atLeast(1, values, RedisOptions.CHECK_KEYS_BATCH_SIZE),
            !values.get(RedisOptions.DISABLE_EXPORTING_KEY_VALUES),
            values.get(RedisOptions.SKIP_CHECKKEYS_FOR_ROLE_MASTER)),
        new Streams(
            keys(values, RedisOptions.CHECK_STREAMS),
            keys(values, RedisOptions.CHECK_SINGLE_STREAMS),
            !values.get(RedisOptions.STREAMS_EXCLUDE_CONSUMER_METRICS)),
        new Features(
            values.get(RedisOptions.EXPORT_CLIENT_LIST),
            values.get(RedisOptions.EXPORT_CLIENT_PORT),
            scripts(values),
            values.get(RedisOptions.LUA_SCRIPT_READ_ONLY),
            values.get(RedisOptions.INCLUDE_SENTINEL_PEER_INFO),
            values.get(RedisOptions.IS_CLUSTER),
            values.get(RedisOptions.CLUSTER_DISCOVER_HOSTNAMES),
            values.get(RedisOptions.INCLUDE_MODULES_METRICS),
            searchIndexes(values),
            values.get(RedisOptions.IS_TILE38),
            values.get(RedisOptions.INCLUDE_RDB_FILE_SIZE_METRIC)),
        !values.get(RedisOptions.DISABLE_SCRAPE_ENDPOINT));
  }

  /// In: `my-redis`   Out: `my_redis`
  private static String namespace(OptionValues values) {
    String given = values.get(RedisOptions.NAMESPACE);
    StringBuilder name = new StringBuilder(given);
    for (int i = 0; i < name.length(); i++) {
      if (!MetricDef.isMetricName("_" + name.charAt(i))) {
        name.setCharAt(i, '_');
      }
    }
    if (!name.isEmpty() && !MetricDef.isMetricName(name.toString())) {
      throw bad(values, RedisOptions.NAMESPACE, "it must not begin with a digit");
    }
    return name.toString();
  }

  private static Optional<TargetAddress> target(OptionValues values) {
    String text = values.get(RedisOptions.ADDR);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return switch (TargetAddress.parse(text, TargetAddress.Origin.FLAG)) {
      case Parsed.Valid(TargetAddress address) -> Optional.of(address);
      case Parsed.Unusable(String reason) -> throw bad(values, RedisOptions.ADDR, reason);
      case Parsed.Malformed(String reason) ->
          throw bad(values, RedisOptions.ADDR, "it is no URI: " + reason);
    };
  }

  /// The password file: read only where redis.password is empty.
  private static Optional<Path> passwordFile(OptionValues values) {
    String path = values.get(RedisOptions.PASSWORD_FILE);
    if (path.isEmpty() || !values.get(RedisOptions.PASSWORD).isEmpty()) {
      return Optional.empty();
    }
    try {
      if (Files.exists(Path.of(path))) {
        return Optional.of(Path.of(path));
      }
    } catch (InvalidPathException _) {
      // refused below, like a file that does not exist
    }
    throw bad(
        values,
        RedisOptions.PASSWORD_FILE,
        "there is no such file; a password itself belongs into redis.password or REDIS_PASSWORD");
  }

  /// The files of TLS to targets, each looked at once, so that a bad one is told at start.
  private static ClientContext.Files tls(OptionValues values) {
    boolean withCertificate = !values.get(RedisOptions.TLS_CLIENT_CERT_FILE).isEmpty();
    if (withCertificate == values.get(RedisOptions.TLS_CLIENT_KEY_FILE).isEmpty()) {
      throw withCertificate
          ? bad(values, RedisOptions.TLS_CLIENT_CERT_FILE, "tls-client-key-file is missing")
          : bad(values, RedisOptions.TLS_CLIENT_KEY_FILE, "tls-client-cert-file is missing");
    }
    Optional<Path> certificate = path(values, RedisOptions.TLS_CLIENT_CERT_FILE);
    Optional<Path> key = path(values, RedisOptions.TLS_CLIENT_KEY_FILE);
    Optional<Path> authorities = path(values, RedisOptions.TLS_CA_CERT_FILE);
    boolean verify = !values.get(RedisOptions.SKIP_TLS_VERIFICATION);
    ClientContext.Files files = new ClientContext.Files(authorities, certificate, key, verify);
    if (authorities.isPresent() || certificate.isPresent()) {
      try {
        var _ = new ClientContext(files).get();
      } catch (IOException e) {
        throw new IllegalArgumentException("TLS to targets: " + e.getMessage(), e);
      }
    }
    return files;
  }

  static Optional<Path> path(OptionValues values, Option<String> option) {
    String text = values.get(option);
    try {
      if (text.isEmpty()) {
        return Optional.empty();
      }
      Path path = Path.of(text);
      if (!FilePaths.mayBeShown(text)) {
        throw bad(values, option, "the file does not exist");
      }
      return Optional.of(path);
    } catch (InvalidPathException e) {
      throw bad(values, option, "it is no path: " + e.getReason());
    }
  }

  private static List<KeyArgument> keys(OptionValues values, Option<String> option) {
    try {
      return KeyArgument.parse(values.get(option));
    } catch (IllegalArgumentException e) {
      throw bad(values, option, String.valueOf(e.getMessage()));
    }
  }

  private static List<LuaScript> scripts(OptionValues values) {
    try {
      return LuaScript.readAll(values.get(RedisOptions.SCRIPT));
    } catch (IOException e) {
      throw bad(values, RedisOptions.SCRIPT, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Pattern> searchIndexes(OptionValues values) {
    if (!values.get(RedisOptions.INCLUDE_SEARCH_INDEXES_METRICS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Pattern.compile(values.get(RedisOptions.CHECK_SEARCH_INDEXES)));
    } catch (PatternSyntaxException e) {
      throw bad(
          values,
          RedisOptions.CHECK_SEARCH_INDEXES,
          "it is no regular expression in Go's syntax: " + e.getDescription());
    }
  }

  private static List<String> groups(OptionValues values) {
    try {
      List<String> patterns = CsvRecord.parse(values.get(RedisOptions.CHECK_KEY_GROUPS));
      LuaPattern.checkAll(patterns);
      return patterns;
    } catch (IllegalArgumentException e) {
      throw bad(values, RedisOptions.CHECK_KEY_GROUPS, String.valueOf(e.getMessage()));
    }
  }

  private static long atLeast(long least, OptionValues values, Option<Long> option) {
    long number = values.get(option);
    if (number < least) {
      throw bad(values, option, "it must be at least " + least);
    }
    return number;
  }

  private static Duration notNegative(OptionValues values, Option<Duration> option) {
    Duration duration = values.get(option);
    if (duration.isNegative()) {
      throw bad(values, option, "it must not be negative");
    }
    return duration;
  }

  /// The value, or what the original makes of an empty one.
  private static String orElse(String value, String ofEmpty) {
    return value.isEmpty() ? ofEmpty : value;
  }

  private static IllegalArgumentException bad(
      OptionValues values, Option<?> option, String reason) {
    return new IllegalArgumentException(values.complaint(option, reason));
  }
}
