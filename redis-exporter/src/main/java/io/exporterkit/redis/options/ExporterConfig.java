package io.exporterkit.redis.options;

import com.google.re2j.Pattern;
import io.exporterkit.options.OptionValues;
import io.exporterkit.probe.AllowedTargets;
import io.exporterkit.redis.protocol.Credentials;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.session.ConnectionSettings;
import io.exporterkit.tls.ClientContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The validated configuration. Only [#of] creates one from the values of the options.
///
/// @param namespace prefix of all metric names, without the underscore; empty for none
/// @param target the target of the telemetry path; empty for none
/// @param targetText the text of redis.addr, which names that target
/// @param credentials credentials for targets whose address contains none
/// @param passwordFile a file of passwords by target; empty for none
/// @param connection settings of connections to targets
/// @param tls files for TLS to targets
/// @param tlsServerName the name that certificates of targets must contain; empty for the host of the address
/// @param metrics metrics of every target and of the exporter
/// @param keys keys to read
/// @param streams streams to read
/// @param features further metrics and requests that flags switch on
/// @param probes targets of requests to `/scrape`
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
    Probed probes) {

  /// The targets of requests to `/scrape`.
  ///
  /// @param isServed whether there is such a path
  /// @param allowed targets that requests may name
  /// @param credentials targets to which the credentials of the flags are sent
  public record Probed(
      boolean isServed, AllowedTargets allowed, RedisOptions.ProbeCredentials credentials) {
    /// Whether the credentials of the flags are sent to a target.
    ///
    /// @param isNamed whether the password file names the target
    public boolean sendsCredentials(boolean isNamed) {
      return credentials == RedisOptions.ProbeCredentials.ALL || isNamed || !allowed.isOpen();
    }
  }

  /// Metrics of every target and of the exporter.
  ///
  /// @param roleLabel whether the role of the target is a label of its metrics
  /// @param own metrics of the exporter itself
  /// @param settings settings of the target
  /// @param optional metrics that one flag each switches on
  public record Metrics(
      boolean roleLabel, OwnMetrics own, Settings settings, Set<OptionalMetrics> optional) {
    public Metrics {
      optional = Set.copyOf(optional);
    }

    /// Returns whether these metrics are switched on.
    public boolean has(OptionalMetrics metrics) {
      return optional.contains(metrics);
    }
  }

  /// The process, runtime and build metrics of the exporter.
  public enum OwnMetrics {
    NONE,
    WITHOUT_RUNTIME,
    WITH_RUNTIME
  }

  /// The settings of the target, from CONFIG.
  ///
  /// @param command the name of CONFIG on the targets; `-` if the command is not sent
  /// @param shown settings that are emitted on demand
  public record Settings(String command, ShownSettings shown) {}

  /// Settings that are emitted beside those with a metric of their own.
  public enum ShownSettings {
    NONE,
    WITHOUT_SECRETS,
    ALL
  }

  /// Keys to read.
  ///
  /// @param checked keys whose size and value are emitted
  /// @param values whether values of strings are emitted
  /// @param count patterns of keys that are only counted
  /// @param groups groups of keys
  /// @param walk the walk through the keys of a target, also for streams
  public record Keys(
      Checked checked, boolean values, List<KeyArgument> count, Groups groups, Walk walk) {
    public Keys {
      count = List.copyOf(count);
    }

    /// Returns a copy that checks other keys.
    public Keys with(Checked others) {
      return new Keys(others, values, count, groups, walk);
    }
  }

  /// Keys or streams to read one by one.
  ///
  /// @param keys keys, and patterns that SCAN expands
  /// @param single keys only: a key that looks like a pattern is not expanded
  public record Checked(List<KeyArgument> keys, List<KeyArgument> single) {
    public Checked {
      keys = List.copyOf(keys);
      single = List.copyOf(single);
    }

    /// Returns whether there is nothing to read.
    public boolean isEmpty() {
      return keys.isEmpty() && single.isEmpty();
    }

    /// Returns whether SCAN is needed.
    public boolean hasPatterns() {
      return keys.stream().anyMatch(KeyArgument::isPattern);
    }

    /// Returns the keys that are named directly.
    public Checked named() {
      return new Checked(keys.stream().filter(key -> !key.isPattern()).toList(), single);
    }

    /// Returns the patterns.
    public Checked patterns() {
      return new Checked(keys.stream().filter(KeyArgument::isPattern).toList(), List.of());
    }
  }

  /// Groups of keys.
  ///
  /// @param patterns Lua patterns whose captures are the names of the groups; empty if no groups are emitted
  /// @param most the highest number of groups emitted for a database; the other groups are emitted as a sum
  public record Groups(List<String> patterns, long most) {
    public Groups {
      patterns = List.copyOf(patterns);
    }
  }

  /// The walk through the keys of a target.
  ///
  /// @param batchSize COUNT of SCAN
  /// @param skipMasters whether keys and streams are read on replicas only
  /// @param interval interval of walks in the background; zero for a walk in each scrape
  /// @param maxShare largest fraction of a server's time that walks use, more than 0; 1 for walks without pauses
  public record Walk(long batchSize, boolean skipMasters, Duration interval, double maxShare) {
    private static final long MOST_WITH_PAUSES = 1000;

    /// Returns whether walks run in the background.
    public boolean isInBackground() {
      return interval.isPositive();
    }

    /// Returns the COUNT of SCAN to use: a bounded one where the walk pauses, so that a batch is short.
    public long batch() {
      return maxShare < 1 ? Math.min(batchSize, MOST_WITH_PAUSES) : batchSize;
    }
  }

  /// Streams to read.
  ///
  /// @param checked streams that are emitted with their groups
  /// @param consumers whether each consumer is emitted
  public record Streams(Checked checked, boolean consumers) {
    /// Returns a copy that checks other streams.
    public Streams with(Checked others) {
      return new Streams(others, consumers);
    }
  }

  /// Metrics and requests that flags switch on.
  ///
  /// @param clients series for each client
  /// @param scripts Lua scripts to run on targets
  /// @param cluster how targets are treated as nodes of a cluster
  /// @param searchIndexes a pattern of the search indexes that are emitted; empty if none are emitted
  public record Features(
      ClientSeries clients, Scripts scripts, Cluster cluster, Optional<Pattern> searchIndexes) {}

  /// The series for each client of a target, from CLIENT LIST.
  public enum ClientSeries {
    NONE,
    WITHOUT_PORT,
    WITH_PORT
  }

  /// Lua scripts to run on targets.
  ///
  /// @param files the scripts; empty for none
  /// @param readOnly whether the scripts are run with EVAL_RO
  public record Scripts(List<LuaScript> files, boolean readOnly) {
    public Scripts {
      files = List.copyOf(files);
    }
  }

  /// The treatment of targets as nodes of a cluster: keys are read on the nodes that own them, and the nodes are
  /// discovered on request.
  public enum Cluster {
    OFF,
    DISCOVERED_BY_ADDRESS,
    DISCOVERED_BY_HOSTNAME;

    /// Returns whether targets are nodes of a cluster.
    public boolean isOn() {
      return this != OFF;
    }
  }

  /// Returns a copy that reads other keys and streams, as a request may ask for.
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
        probes);
  }

  /// Returns the configuration of these values.
  ///
  /// @throws IllegalArgumentException with one line that names the flag or variable and the valid values, without the
  ///     refused value
  public static ExporterConfig of(OptionValues values) {
    Validation valid = new Validation(values);
    return new ExporterConfig(
        valid.namespace(),
        valid.target(),
        values.get(RedisOptions.ADDR),
        new Credentials(values.get(RedisOptions.USER), values.get(RedisOptions.PASSWORD)),
        valid.passwordFile(),
        new ConnectionSettings(
            valid.notNegative(RedisOptions.CONNECTION_TIMEOUT),
            valid.notNegative(RedisOptions.CONNECTION_MAX_AGE),
            values.get(RedisOptions.SET_CLIENT_NAME),
            values.get(RedisOptions.PING_ON_CONNECT)),
        valid.tls(),
        values.get(RedisOptions.TLS_SERVER_NAME),
        metrics(values),
        keys(values, valid),
        streams(values, valid),
        features(values, valid),
        new Probed(
            !values.get(RedisOptions.DISABLE_SCRAPE_ENDPOINT),
            AllowedTargets.of(values.get(RedisOptions.PROBE_ALLOW)),
            values.get(RedisOptions.PROBE_CREDENTIALS)));
  }

  private static Metrics metrics(OptionValues values) {
    OwnMetrics own =
        values.get(RedisOptions.INCLUDE_RUNTIME_METRICS)
            ? OwnMetrics.WITH_RUNTIME
            : OwnMetrics.WITHOUT_RUNTIME;
    return new Metrics(
        values.get(RedisOptions.APPEND_INSTANCE_ROLE_LABEL),
        values.get(RedisOptions.REDIS_ONLY_METRICS) ? OwnMetrics.NONE : own,
        settings(values),
        OptionalMetrics.of(values));
  }

  private static Settings settings(OptionValues values) {
    String command = values.get(RedisOptions.CONFIG_COMMAND);
    ShownSettings shown =
        values.get(RedisOptions.REDACT_CONFIG_METRICS)
            ? ShownSettings.WITHOUT_SECRETS
            : ShownSettings.ALL;
    return new Settings(
        command.isEmpty() ? "CONFIG" : command,
        values.get(RedisOptions.INCLUDE_CONFIG_METRICS) ? shown : ShownSettings.NONE);
  }

  private static Keys keys(OptionValues values, Validation valid) {
    return new Keys(
        new Checked(
            valid.keys(RedisOptions.CHECK_KEYS), valid.keys(RedisOptions.CHECK_SINGLE_KEYS)),
        !values.get(RedisOptions.DISABLE_EXPORTING_KEY_VALUES),
        valid.keys(RedisOptions.COUNT_KEYS),
        new Groups(valid.groups(), valid.atLeast(0, RedisOptions.MAX_DISTINCT_KEY_GROUPS)),
        new Walk(
            valid.atLeast(1, RedisOptions.CHECK_KEYS_BATCH_SIZE),
            values.get(RedisOptions.SKIP_CHECKKEYS_FOR_ROLE_MASTER),
            valid.notNegative(RedisOptions.SCAN_INTERVAL),
            valid.moreThanZero(RedisOptions.SCAN_MAX_SHARE)));
  }

  private static Streams streams(OptionValues values, Validation valid) {
    return new Streams(
        new Checked(
            valid.keys(RedisOptions.CHECK_STREAMS), valid.keys(RedisOptions.CHECK_SINGLE_STREAMS)),
        !values.get(RedisOptions.STREAMS_EXCLUDE_CONSUMER_METRICS));
  }

  private static Features features(OptionValues values, Validation valid) {
    ClientSeries clients =
        values.get(RedisOptions.EXPORT_CLIENT_PORT)
            ? ClientSeries.WITH_PORT
            : ClientSeries.WITHOUT_PORT;
    Cluster cluster =
        values.get(RedisOptions.CLUSTER_DISCOVER_HOSTNAMES)
            ? Cluster.DISCOVERED_BY_HOSTNAME
            : Cluster.DISCOVERED_BY_ADDRESS;
    return new Features(
        values.get(RedisOptions.EXPORT_CLIENT_LIST) ? clients : ClientSeries.NONE,
        new Scripts(valid.scripts(), values.get(RedisOptions.LUA_SCRIPT_READ_ONLY)),
        values.get(RedisOptions.IS_CLUSTER) ? cluster : Cluster.OFF,
        valid.searchIndexes());
  }
}
