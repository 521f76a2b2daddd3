package io.exporterkit.redis.options;

import static io.exporterkit.options.Option.duration;
import static io.exporterkit.options.Option.flag;
import static io.exporterkit.options.Option.integer;
import static io.exporterkit.options.Option.text;

import io.exporterkit.ListenOptions;
import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.options.Option;
import io.exporterkit.options.OptionTable;
import io.exporterkit.options.Parsers;
import io.exporterkit.probe.AllowedTarget;
import io.exporterkit.web.ListenAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// All options of the exporter. Names, variables, types and defaults equal those of oliver006/redis_exporter, except
/// for [#CONNECTION_MAX_AGE], [#SCAN_INTERVAL], [#SCAN_MAX_SHARE], [#SYSTEMD_SOCKET], [#PROBE_ALLOW],
/// [#PROBE_CREDENTIALS], [#MAX_REQUESTS], [#WEB_CONFIG_FILE], [#ENABLE_OPENMETRICS], [#HANDLER_METRICS], [#MAX_SERIES]
/// and [#MAX_SERIES_PER_FAMILY], which that exporter lacks.
///
/// ```java
/// Duration timeout = values.get(RedisOptions.CONNECTION_TIMEOUT);
/// ```
public final class RedisOptions {
  /// The targets of requests to which the credentials of the flags are sent.
  public enum ProbeCredentials {
    /// All targets, as the original does.
    ALL,
    /// Targets that are listed.
    LISTED
  }

  private static final String TARGET = "target";
  private static final String CONNECTION = "connection";
  private static final String TLS = "TLS to the target";
  private static final String METRICS = "metrics";
  private static final String KEYS = "keys";
  private static final String STREAMS = "streams";
  private static final String SCRIPTS = "scripts";
  private static final String CLIENTS = "clients";
  private static final String KINDS = "sentinel, cluster, modules, Tile38";
  private static final String WEB = "web";
  private static final String PROGRAM = "program";

  // Target

  public static final Option<String> ADDR =
      text(
              "redis.addr",
              "REDIS_ADDR",
              "redis://localhost:6379",
              "Address of the target of the telemetry path: a URI with the scheme redis, rediss, valkey, valkeys, tcp or unix, a host, and optionally port, credentials and /N for database N. If empty, only /scrape has targets.")
          .group(TARGET);
  public static final Option<String> USER =
      text("redis.user", "REDIS_USER", "", "ACL user to authenticate as (Redis 6 and later).")
          .group(TARGET);
  public static final Option<String> PASSWORD =
      text(
              "redis.password",
              "REDIS_PASSWORD",
              "",
              "Password for authentication. A password in the address has precedence.")
          .group(TARGET)
          .secret();
  public static final Option<String> PASSWORD_FILE =
      text(
              "redis.password-file",
              "REDIS_PASSWORD_FILE",
              "",
              "File with one password for all targets, or with a JSON object that maps each target (including its user, if any) to a password. A single password is read again when the file changes, a JSON object on /-/reload. Ignored if redis.password is set.")
          .group(TARGET)
          .file();

  // Connection

  public static final Option<Duration> CONNECTION_TIMEOUT =
      duration(
              "connection-timeout",
              "REDIS_EXPORTER_CONNECTION_TIMEOUT",
              "15s",
              "Time-out for connecting to the target, and for each reply.")
          .group(CONNECTION);
  public static final Option<Duration> CONNECTION_MAX_AGE =
      duration(
              "connection.max-age",
              "REDIS_EXPORTER_CONNECTION_MAX_AGE",
              "60s",
              "Age at which a connection that is kept between scrapes is replaced. With 0, each scrape opens a new connection.")
          .group(CONNECTION);
  public static final Option<Boolean> SET_CLIENT_NAME =
      flag(
              "set-client-name",
              "REDIS_EXPORTER_SET_CLIENT_NAME",
              true,
              "Name the connection redis_exporter, so that it can be identified in CLIENT LIST.")
          .group(CONNECTION);
  public static final Option<Boolean> PING_ON_CONNECT =
      flag(
              "ping-on-connect",
              "REDIS_EXPORTER_PING_ON_CONNECT",
              false,
              "Send PING after connecting, and export its duration.")
          .group(CONNECTION);
  public static final Option<String> CONFIG_COMMAND =
      text(
              "config-command",
              "REDIS_EXPORTER_CONFIG_COMMAND",
              "CONFIG",
              "Name of the CONFIG command on targets that renamed it. With -, CONFIG is not sent.")
          .group(CONNECTION);

  // TLS to the target

  public static final Option<String> TLS_CA_CERT_FILE =
      text(
              "tls-ca-cert-file",
              "REDIS_EXPORTER_TLS_CA_CERT_FILE",
              "",
              "PEM file of the certificate authorities that are trusted for targets. If empty, those of the variable SSL_CERT_FILE, or of the system.")
          .group(TLS)
          .file();
  public static final Option<String> TLS_CLIENT_CERT_FILE =
      text(
              "tls-client-cert-file",
              "REDIS_EXPORTER_TLS_CLIENT_CERT_FILE",
              "",
              "PEM file of the client certificate for targets; requires tls-client-key-file.")
          .group(TLS)
          .file();
  public static final Option<String> TLS_CLIENT_KEY_FILE =
      text(
              "tls-client-key-file",
              "REDIS_EXPORTER_TLS_CLIENT_KEY_FILE",
              "",
              "PEM file of the private key for tls-client-cert-file.")
          .group(TLS)
          .file();
  public static final Option<String> TLS_SERVER_NAME =
      text(
              "tls-server-name",
              "REDIS_EXPORTER_TLS_SERVER_NAME",
              "",
              "Server name for SNI and for verifying the target's certificate. If empty, the host of the address.")
          .group(TLS);
  public static final Option<Boolean> SKIP_TLS_VERIFICATION =
      flag(
              "skip-tls-verification",
              "REDIS_EXPORTER_SKIP_TLS_VERIFICATION",
              false,
              "Accept any certificate of the target. For tests only, because any server could impersonate the target.")
          .group(TLS);

  // Metrics

  public static final Option<String> NAMESPACE =
      text(
              "namespace",
              "REDIS_EXPORTER_NAMESPACE",
              "redis",
              "Prefix of the names of all metrics except process and runtime metrics. If empty, names have no prefix.")
          .group(METRICS);
  public static final Option<Boolean> APPEND_INSTANCE_ROLE_LABEL =
      flag(
              "append-instance-role-label",
              "REDIS_EXPORTER_APPEND_INSTANCE_ROLE_LABEL",
              false,
              "Add the label instance_role with the target's role to the target's metrics.")
          .group(METRICS);
  public static final Option<Boolean> INCLUDE_METRICS_FOR_EMPTY_DATABASES =
      flag(
              "include-metrics-for-empty-databases",
              "REDIS_EXPORTER_INCL_METRICS_FOR_EMPTY_DATABASES",
              true,
              "Export 0 keys for each configured database that is empty.")
          .group(METRICS);
  public static final Option<Boolean> INCLUDE_CONFIG_METRICS =
      flag(
              "include-config-metrics",
              "REDIS_EXPORTER_INCL_CONFIG_METRICS",
              false,
              "Export every setting of the target, from CONFIG GET.")
          .group(METRICS);
  public static final Option<Boolean> REDACT_CONFIG_METRICS =
      flag(
              "redact-config-metrics",
              "REDIS_EXPORTER_REDACT_CONFIG_METRICS",
              true,
              "Omit settings that contain secrets from include-config-metrics.")
          .group(METRICS);
  public static final Option<Boolean> INCLUDE_SYSTEM_METRICS =
      flag(
              "include-system-metrics",
              "REDIS_EXPORTER_INCL_SYSTEM_METRICS",
              false,
              "Export the total memory of the target's host.")
          .group(METRICS);
  public static final Option<Boolean> INCLUDE_RDB_FILE_SIZE_METRIC =
      flag(
              "include-rdb-file-size-metric",
              "REDIS_EXPORTER_INCL_RDB_FILE_SIZE_METRIC",
              false,
              "Export the size of the RDB file, which the exporter must be able to read at the target's path.")
          .group(METRICS);
  public static final Option<Boolean> EXCLUDE_LATENCY_HISTOGRAM_METRICS =
      flag(
              "exclude-latency-histogram-metrics",
              "REDIS_EXPORTER_EXCLUDE_LATENCY_HISTOGRAM_METRICS",
              false,
              "Do not send LATENCY commands: no latency histograms and no latency spikes are exported.")
          .group(METRICS);
  public static final Option<Boolean> REDIS_ONLY_METRICS =
      flag(
              "redis-only-metrics",
              "REDIS_EXPORTER_REDIS_ONLY_METRICS",
              false,
              "Do not export process, runtime and build metrics of the exporter.")
          .group(METRICS);
  public static final Option<Boolean> INCLUDE_RUNTIME_METRICS =
      flag(
              "include-go-runtime-metrics",
              "REDIS_EXPORTER_INCLUDE_GO_RUNTIME_METRICS",
              false,
              "Export runtime metrics of the exporter, which are metrics of the JVM.")
          .group(METRICS);

  // Keys

  public static final Option<String> CHECK_KEYS =
      text(
              "check-keys",
              "REDIS_EXPORTER_CHECK_KEYS",
              "",
              "Keys and patterns of keys whose size and value are exported, such as db3=user:*,queue; without dbN= in database 0. Keys that match a pattern are found with SCAN.")
          .group(KEYS);
  public static final Option<String> CHECK_SINGLE_KEYS =
      text(
              "check-single-keys",
              "REDIS_EXPORTER_CHECK_SINGLE_KEYS",
              "",
              "Keys whose size and value are exported, written as in check-keys; no part is a pattern.")
          .group(KEYS);
  public static final Option<String> COUNT_KEYS =
      text(
              "count-keys",
              "REDIS_EXPORTER_COUNT_KEYS",
              "",
              "Patterns of keys whose number is exported, such as db0=session:*,db3=job:*.")
          .group(KEYS);
  public static final Option<String> CHECK_KEY_GROUPS =
      text(
              "check-key-groups",
              "REDIS_EXPORTER_CHECK_KEY_GROUPS",
              "",
              "Lua patterns, as one line of CSV. The captures of the first pattern that matches a key are the name of its group. The number of keys and their memory are exported for each group.")
          .group(KEYS);
  public static final Option<Long> MAX_DISTINCT_KEY_GROUPS =
      integer(
              "max-distinct-key-groups",
              "REDIS_EXPORTER_MAX_DISTINCT_KEY_GROUPS",
              100,
              "Highest number of groups exported for each database. The groups with the most memory are exported; the sum of the other groups is exported as overflow.")
          .group(KEYS);
  public static final Option<Long> CHECK_KEYS_BATCH_SIZE =
      integer(
              "check-keys-batch-size",
              "REDIS_EXPORTER_CHECK_KEYS_BATCH_SIZE",
              1000,
              "Number of keys that each SCAN call visits (COUNT). A higher number needs fewer calls, but each call blocks the target for longer.")
          .group(KEYS);
  public static final Option<Duration> SCAN_INTERVAL =
      duration(
              "scan.interval",
              "REDIS_EXPORTER_SCAN_INTERVAL",
              "0s",
              "Interval at which keys are scanned in the background for count-keys, check-key-groups, and the patterns of check-keys and check-streams; scrapes export the results of the last completed scan. With 0, each scrape scans.")
          .group(KEYS);
  public static final Option<Double> SCAN_MAX_SHARE =
      Option.of(
              "scan.max-share",
              "1",
              "Largest fraction of the time of a target that scans of its keys use, such as 0.05: after each batch, a scan waits. With 1, scans do not wait.",
              Parsers.number(0, 1))
          .variable("REDIS_EXPORTER_SCAN_MAX_SHARE")
          .group(KEYS);
  public static final Option<Boolean> DISABLE_EXPORTING_KEY_VALUES =
      flag(
              "disable-exporting-key-values",
              "REDIS_EXPORTER_DISABLE_EXPORTING_KEY_VALUES",
              false,
              "Export the sizes of checked keys, but not their values.")
          .group(KEYS);
  public static final Option<Boolean> SKIP_CHECKKEYS_FOR_ROLE_MASTER =
      flag(
              "skip-checkkeys-for-role-master",
              "REDIS_EXPORTER_SKIP_CHECKKEYS_FOR_ROLE_MASTER",
              false,
              "Check and count keys and streams on replicas only, so that masters have no additional load.")
          .group(KEYS);

  // Streams

  public static final Option<String> CHECK_STREAMS =
      text(
              "check-streams",
              "REDIS_EXPORTER_CHECK_STREAMS",
              "",
              "Streams and patterns of streams, written as in check-keys, that are exported with their groups and consumers.")
          .group(STREAMS);
  public static final Option<String> CHECK_SINGLE_STREAMS =
      text(
              "check-single-streams",
              "REDIS_EXPORTER_CHECK_SINGLE_STREAMS",
              "",
              "Streams to export with their groups and consumers, written as in check-keys; no part is a pattern.")
          .group(STREAMS);
  public static final Option<Boolean> STREAMS_EXCLUDE_CONSUMER_METRICS =
      flag(
              "streams-exclude-consumer-metrics",
              "REDIS_EXPORTER_STREAMS_EXCLUDE_CONSUMER_METRICS",
              false,
              "Export groups of streams, but no series for single consumers.")
          .group(STREAMS);

  // Scripts

  public static final Option<String> SCRIPT =
      text(
              "script",
              "REDIS_EXPORTER_SCRIPT",
              "",
              "Comma-separated Lua files to run on the target with EVAL. Each script returns a list of alternating names and values. The files are read again on /-/reload.")
          .group(SCRIPTS)
          .file();
  public static final Option<Boolean> LUA_SCRIPT_READ_ONLY =
      flag(
              "lua-script-read-only",
              "REDIS_EXPORTER_LUA_SCRIPT_READ_ONLY",
              false,
              "Run Lua scripts with EVAL_RO, so that they cannot write.")
          .group(SCRIPTS);

  // Clients

  public static final Option<Boolean> EXPORT_CLIENT_LIST =
      flag(
              "export-client-list",
              "REDIS_EXPORTER_EXPORT_CLIENT_LIST",
              false,
              "Export each client connection of the target, from CLIENT LIST.")
          .group(CLIENTS);
  public static final Option<Boolean> EXPORT_CLIENT_PORT =
      flag(
              "export-client-port",
              "REDIS_EXPORTER_EXPORT_CLIENT_PORT",
              false,
              "Add the client's port as a label of export-client-list, so that each connection is a new series.")
          .group(CLIENTS);

  // Sentinel, cluster, modules, Tile38

  public static final Option<Boolean> INCLUDE_SENTINEL_PEER_INFO =
      flag(
              "include-sentinel-peer-info",
              "REDIS_EXPORTER_INCL_SENTINEL_PEER_INFO",
              false,
              "Export each other sentinel that a sentinel knows.")
          .group(KINDS);
  public static final Option<Boolean> IS_CLUSTER =
      flag(
              "is-cluster",
              "REDIS_EXPORTER_IS_CLUSTER",
              false,
              "The target is a node of a cluster: read keys on the nodes that own them, and serve /discover-cluster-nodes.")
          .group(KINDS);
  public static final Option<Boolean> CLUSTER_DISCOVER_HOSTNAMES =
      flag(
              "cluster-discover-hostnames",
              "REDIS_EXPORTER_CLUSTER_DISCOVER_HOSTNAMES",
              false,
              "Return host names in /discover-cluster-nodes; a node that announces no host name is returned by address.")
          .group(KINDS);
  public static final Option<Boolean> INCLUDE_MODULES_METRICS =
      flag(
              "include-modules-metrics",
              "REDIS_EXPORTER_INCL_MODULES_METRICS",
              false,
              "Export the loaded modules and their metrics.")
          .group(KINDS);
  public static final Option<Boolean> INCLUDE_SEARCH_INDEXES_METRICS =
      flag(
              "include-search-indexes-metrics",
              "REDIS_EXPORTER_INCL_SEARCH_INDEXES_METRICS",
              false,
              "Export each search index, from FT.INFO.")
          .group(KINDS);
  public static final Option<String> CHECK_SEARCH_INDEXES =
      text(
              "check-search-indexes",
              "REDIS_EXPORTER_CHECK_SEARCH_INDEXES",
              ".*",
              "Regular expression that selects the search indexes to export by name.")
          .group(KINDS);
  public static final Option<Boolean> IS_TILE38 =
      flag(
              "is-tile38",
              "REDIS_EXPORTER_IS_TILE38",
              false,
              "The target is a Tile38 server: export the metrics of SERVER EXT.")
          .group(KINDS);

  // Web

  public static final Option<List<ListenAddress>> LISTEN_ADDRESS =
      Option.of(
              "web.listen-address",
              ":9121",
              "Address to listen on, as host:port or unix:/path; :port listens on every interface. May be repeated.",
              new ListenAddresses())
          .variable("REDIS_EXPORTER_WEB_LISTEN_ADDRESS")
          .group(WEB);
  public static final Option<Boolean> SYSTEMD_SOCKET =
      ListenOptions.systemdSocket(WEB).variable("REDIS_EXPORTER_WEB_SYSTEMD_SOCKET");
  public static final Option<String> WEB_CONFIG_FILE =
      text(
              "web.config.file",
              "REDIS_EXPORTER_WEB_CONFIG_FILE",
              "",
              "YAML file with HTTPS, users, headers and a limit on requests, in the format of exporter-toolkit. Excludes the flags basic-auth-* and tls-server-* of the listener.")
          .group(WEB)
          .file();
  public static final Option<String> TELEMETRY_PATH =
      text(
              "web.telemetry-path",
              "REDIS_EXPORTER_WEB_TELEMETRY_PATH",
              "/metrics",
              "Path on which the metrics of redis.addr are served.")
          .group(WEB);
  public static final Option<Boolean> DISABLE_SCRAPE_ENDPOINT =
      flag(
              "disable-scrape-endpoint",
              "REDIS_EXPORTER_DISABLE_SCRAPE_ENDPOINT",
              false,
              "Do not serve /scrape, so that requests cannot choose the target.")
          .group(WEB);
  public static final Option<List<AllowedTarget>> PROBE_ALLOW =
      Option.of(
              "probe.allow",
              "",
              "Comma-separated targets that requests to /scrape may name: hosts (also *.example.org), addresses, ranges such as 10.0.0.0/8, each with or without a scheme and :port, and unix:/path; targets that redis.password-file names are listed, too. Empty: all, except unix sockets, link-local addresses and those of cloud metadata services. A request for another target is answered with 403, and nothing is sent to it.",
              AllowedTarget.parser(
                      Map.of(
                          "redis", Transport.TCP,
                          "valkey", Transport.TCP,
                          "tcp", Transport.TCP,
                          "rediss", Transport.TLS,
                          "valkeys", Transport.TLS))
                  .list())
          .variable("REDIS_EXPORTER_PROBE_ALLOW")
          .group(WEB);
  public static final Option<ProbeCredentials> PROBE_CREDENTIALS =
      Option.of(
              "probe.credentials",
              "all",
              "Targets of requests to which the user and the password of the flags are sent: all, or listed for those that probe.allow or redis.password-file names.",
              Parsers.oneOf(ProbeCredentials.class))
          .variable("REDIS_EXPORTER_PROBE_CREDENTIALS")
          .group(WEB);
  public static final Option<Long> MAX_REQUESTS =
      integer(
              "web.max-requests",
              "REDIS_EXPORTER_WEB_MAX_REQUESTS",
              250,
              "Highest number of scrapes at the same time; further requests are answered with 503. Targets whose last scrape timed out share a quarter of this number.")
          .group(WEB);
  public static final Option<Boolean> ENABLE_OPENMETRICS =
      flag(
              "web.enable-openmetrics",
              "REDIS_EXPORTER_WEB_ENABLE_OPENMETRICS",
              false,
              "Answer in OpenMetrics where a request prefers that. The values of le and quantile are then written as 1.0 in place of 1.")
          .group(WEB);
  public static final Option<Boolean> HANDLER_METRICS =
      flag(
              "web.handler-metrics",
              "REDIS_EXPORTER_WEB_HANDLER_METRICS",
              false,
              "Export the requests that the exporter has answered: by path, method and status, with duration and size.")
          .group(WEB);
  public static final Option<Long> MAX_SERIES =
      integer(
              "scrape.max-series",
              "REDIS_EXPORTER_SCRAPE_MAX_SERIES",
              0,
              "Highest number of series of a scrape; the rest is dropped and counted. 0 means no limit.")
          .group(METRICS);
  public static final Option<Long> MAX_SERIES_PER_FAMILY =
      integer(
              "scrape.max-series-per-family",
              "REDIS_EXPORTER_SCRAPE_MAX_SERIES_PER_FAMILY",
              0,
              "Highest number of series of one metric in a scrape; the rest is dropped and counted. 0 means no limit.")
          .group(METRICS);
  public static final Option<String> BASIC_AUTH_USERNAME =
      text(
              "basic-auth-username",
              "REDIS_EXPORTER_BASIC_AUTH_USERNAME",
              "",
              "User name for basic authentication; requires basic-auth-password or basic-auth-hash-password.")
          .group(WEB);
  public static final Option<String> BASIC_AUTH_PASSWORD =
      text(
              "basic-auth-password",
              "REDIS_EXPORTER_BASIC_AUTH_PASSWORD",
              "",
              "Password for basic authentication, in plain text; excludes basic-auth-hash-password.")
          .group(WEB)
          .secret();
  public static final Option<String> BASIC_AUTH_HASH_PASSWORD =
      text(
              "basic-auth-hash-password",
              "REDIS_EXPORTER_BASIC_AUTH_HASH_PASSWORD",
              "",
              "Password for basic authentication, as a bcrypt hash.")
          .group(WEB)
          .secret();
  public static final Option<String> TLS_SERVER_CERT_FILE =
      text(
              "tls-server-cert-file",
              "REDIS_EXPORTER_TLS_SERVER_CERT_FILE",
              "",
              "PEM file of the exporter's certificate. Certificate and key together switch HTTPS on.")
          .group(WEB)
          .file();
  public static final Option<String> TLS_SERVER_KEY_FILE =
      text(
              "tls-server-key-file",
              "REDIS_EXPORTER_TLS_SERVER_KEY_FILE",
              "",
              "PEM file of the private key for tls-server-cert-file.")
          .group(WEB)
          .file();
  public static final Option<String> TLS_SERVER_CA_CERT_FILE =
      text(
              "tls-server-ca-cert-file",
              "REDIS_EXPORTER_TLS_SERVER_CA_CERT_FILE",
              "",
              "PEM file of the certificate authorities for client certificates. If empty, clients need no certificate.")
          .group(WEB)
          .file();
  public static final Option<String> TLS_SERVER_MIN_VERSION =
      text(
              "tls-server-min-version",
              "REDIS_EXPORTER_TLS_SERVER_MIN_VERSION",
              "TLS1.2",
              "Lowest TLS version accepted for HTTPS: TLS1.2 or TLS1.3. TLS1.0 and TLS1.1 are treated as TLS1.2.")
          .group(WEB)
          .choices("TLS1.2", "TLS1.3");

  // Program

  public static final Option<String> LOG_LEVEL =
      text(
              "log-level",
              "REDIS_EXPORTER_LOG_LEVEL",
              "INFO",
              "Lowest level that is logged: DEBUG, INFO, WARN or ERROR. Any other value means INFO.")
          .group(PROGRAM)
          .choices("DEBUG", "INFO", "WARN", "ERROR");
  public static final Option<Boolean> DEBUG =
      flag("debug", "REDIS_EXPORTER_DEBUG", false, "Log all levels, regardless of log-level.")
          .group(PROGRAM);
  public static final Option<String> LOG_FORMAT =
      text("log-format", "REDIS_EXPORTER_LOG_FORMAT", "txt", "Format of the log: txt or json.")
          .group(PROGRAM)
          .choices("txt", "json");
  public static final Option<Boolean> VERSION =
      flag("version", null, false, "Print the version, build and runtime, and exit.")
          .group(PROGRAM)
          .answersAlone();

  /// All options, in the order of `--help` and of docs/options.md.
  public static final OptionTable TABLE =
      new OptionTable(
          "redis-exporter",
          List.of(
              ADDR,
              USER,
              PASSWORD,
              PASSWORD_FILE,
              CONNECTION_TIMEOUT,
              CONNECTION_MAX_AGE,
              SET_CLIENT_NAME,
              PING_ON_CONNECT,
              CONFIG_COMMAND,
              TLS_CA_CERT_FILE,
              TLS_CLIENT_CERT_FILE,
              TLS_CLIENT_KEY_FILE,
              TLS_SERVER_NAME,
              SKIP_TLS_VERIFICATION,
              NAMESPACE,
              APPEND_INSTANCE_ROLE_LABEL,
              INCLUDE_METRICS_FOR_EMPTY_DATABASES,
              INCLUDE_CONFIG_METRICS,
              REDACT_CONFIG_METRICS,
              INCLUDE_SYSTEM_METRICS,
              INCLUDE_RDB_FILE_SIZE_METRIC,
              EXCLUDE_LATENCY_HISTOGRAM_METRICS,
              REDIS_ONLY_METRICS,
              INCLUDE_RUNTIME_METRICS,
              MAX_SERIES,
              MAX_SERIES_PER_FAMILY,
              CHECK_KEYS,
              CHECK_SINGLE_KEYS,
              COUNT_KEYS,
              CHECK_KEY_GROUPS,
              MAX_DISTINCT_KEY_GROUPS,
              CHECK_KEYS_BATCH_SIZE,
              SCAN_INTERVAL,
              SCAN_MAX_SHARE,
              DISABLE_EXPORTING_KEY_VALUES,
              SKIP_CHECKKEYS_FOR_ROLE_MASTER,
              CHECK_STREAMS,
              CHECK_SINGLE_STREAMS,
              STREAMS_EXCLUDE_CONSUMER_METRICS,
              SCRIPT,
              LUA_SCRIPT_READ_ONLY,
              EXPORT_CLIENT_LIST,
              EXPORT_CLIENT_PORT,
              INCLUDE_SENTINEL_PEER_INFO,
              IS_CLUSTER,
              CLUSTER_DISCOVER_HOSTNAMES,
              INCLUDE_MODULES_METRICS,
              INCLUDE_SEARCH_INDEXES_METRICS,
              CHECK_SEARCH_INDEXES,
              IS_TILE38,
              LISTEN_ADDRESS,
              SYSTEMD_SOCKET,
              TELEMETRY_PATH,
              DISABLE_SCRAPE_ENDPOINT,
              PROBE_ALLOW,
              PROBE_CREDENTIALS,
              MAX_REQUESTS,
              WEB_CONFIG_FILE,
              ENABLE_OPENMETRICS,
              HANDLER_METRICS,
              BASIC_AUTH_USERNAME,
              BASIC_AUTH_PASSWORD,
              BASIC_AUTH_HASH_PASSWORD,
              TLS_SERVER_CERT_FILE,
              TLS_SERVER_KEY_FILE,
              TLS_SERVER_CA_CERT_FILE,
              TLS_SERVER_MIN_VERSION,
              LOG_LEVEL,
              DEBUG,
              LOG_FORMAT,
              VERSION));

  private RedisOptions() {}
}
