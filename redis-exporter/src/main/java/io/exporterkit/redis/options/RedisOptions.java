package io.exporterkit.redis.options;

import static io.exporterkit.options.Option.duration;
import static io.exporterkit.options.Option.flag;
import static io.exporterkit.options.Option.integer;
import static io.exporterkit.options.Option.text;

import io.exporterkit.options.Option;
import io.exporterkit.options.OptionTable;
import io.exporterkit.web.ListenAddress;
import java.time.Duration;
import java.util.List;

/// All options of the exporter. Names, variables, types and defaults are those of oliver006/redis_exporter, which this replaces; only
/// [#CONNECTION_MAX_AGE] and [#MAX_REQUESTS] are ours.
///
/// ```java
/// Duration timeout = values.get(RedisOptions.CONNECTION_TIMEOUT);
/// ```
public final class RedisOptions {
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
              "Target of the telemetry path: redis, rediss, valkey, valkeys, tcp or unix, with host, port, credentials and /N for database N where they differ from the defaults. Empty: no target there, only /scrape.")
          .group(TARGET);
  public static final Option<String> USER =
      text("redis.user", "REDIS_USER", "", "ACL user to log in as (Redis 6 and later).")
          .group(TARGET);
  public static final Option<String> PASSWORD =
      text(
              "redis.password",
              "REDIS_PASSWORD",
              "",
              "Password to log in with. One in the address wins.")
          .group(TARGET)
          .secret();
  public static final Option<String> PASSWORD_FILE =
      text(
              "redis.password-file",
              "REDIS_PASSWORD_FILE",
              "",
              "File with one password for all targets, read again when it changes, or with a JSON object of passwords by target, the user in the target if there is one, read again on /-/reload. Read only while redis.password is empty.")
          .group(TARGET);

  // Connection

  public static final Option<Duration> CONNECTION_TIMEOUT =
      duration(
              "connection-timeout",
              "REDIS_EXPORTER_CONNECTION_TIMEOUT",
              "15s",
              "Longest wait for a connection to the target, and for each answer on it.")
          .group(CONNECTION);
  public static final Option<Duration> CONNECTION_MAX_AGE =
      duration(
              "connection.max-age",
              "REDIS_EXPORTER_CONNECTION_MAX_AGE",
              "60s",
              "Age at which a kept connection to a target is replaced. 0: each scrape opens its own.")
          .group(CONNECTION);
  public static final Option<Boolean> SET_CLIENT_NAME =
      flag(
              "set-client-name",
              "REDIS_EXPORTER_SET_CLIENT_NAME",
              true,
              "Name the connection redis_exporter, so that CLIENT LIST tells whose it is.")
          .group(CONNECTION);
  public static final Option<Boolean> PING_ON_CONNECT =
      flag(
              "ping-on-connect",
              "REDIS_EXPORTER_PING_ON_CONNECT",
              false,
              "Send PING first and export the time it took.")
          .group(CONNECTION);
  public static final Option<String> CONFIG_COMMAND =
      text(
              "config-command",
              "REDIS_EXPORTER_CONFIG_COMMAND",
              "CONFIG",
              "What CONFIG is called on the target, where it was renamed. A lone - sends none.")
          .group(CONNECTION);

  // TLS to the target

  public static final Option<String> TLS_CA_CERT_FILE =
      text(
              "tls-ca-cert-file",
              "REDIS_EXPORTER_TLS_CA_CERT_FILE",
              "",
              "PEM file of the authorities that may vouch for the target. Empty: those of the system.")
          .group(TLS);
  public static final Option<String> TLS_CLIENT_CERT_FILE =
      text(
              "tls-client-cert-file",
              "REDIS_EXPORTER_TLS_CLIENT_CERT_FILE",
              "",
              "PEM file of the certificate to show to the target; wants tls-client-key-file too.")
          .group(TLS);
  public static final Option<String> TLS_CLIENT_KEY_FILE =
      text(
              "tls-client-key-file",
              "REDIS_EXPORTER_TLS_CLIENT_KEY_FILE",
              "",
              "PEM file of the private key that belongs to tls-client-cert-file.")
          .group(TLS);
  public static final Option<String> TLS_SERVER_NAME =
      text(
              "tls-server-name",
              "REDIS_EXPORTER_TLS_SERVER_NAME",
              "",
              "Name to ask for and to expect in the target's certificate. Empty: the host of the address.")
          .group(TLS);
  public static final Option<Boolean> SKIP_TLS_VERIFICATION =
      flag(
              "skip-tls-verification",
              "REDIS_EXPORTER_SKIP_TLS_VERIFICATION",
              false,
              "Accept any certificate from the target. For trying things out: anybody could answer in its place.")
          .group(TLS);

  // Metrics

  public static final Option<String> NAMESPACE =
      text(
              "namespace",
              "REDIS_EXPORTER_NAMESPACE",
              "redis",
              "Put before the names of all metrics but those of process and runtime. Empty: nothing is.")
          .group(METRICS);
  public static final Option<Boolean> APPEND_INSTANCE_ROLE_LABEL =
      flag(
              "append-instance-role-label",
              "REDIS_EXPORTER_APPEND_INSTANCE_ROLE_LABEL",
              false,
              "Add instance_role, the target's role, as a label to its metrics.")
          .group(METRICS);
  public static final Option<Boolean> INCLUDE_METRICS_FOR_EMPTY_DATABASES =
      flag(
              "include-metrics-for-empty-databases",
              "REDIS_EXPORTER_INCL_METRICS_FOR_EMPTY_DATABASES",
              true,
              "Report 0 keys for each configured database that holds none.")
          .group(METRICS);
  public static final Option<Boolean> INCLUDE_CONFIG_METRICS =
      flag(
              "include-config-metrics",
              "REDIS_EXPORTER_INCL_CONFIG_METRICS",
              false,
              "Export every setting of the target that CONFIG shows.")
          .group(METRICS);
  public static final Option<Boolean> REDACT_CONFIG_METRICS =
      flag(
              "redact-config-metrics",
              "REDIS_EXPORTER_REDACT_CONFIG_METRICS",
              true,
              "Leave settings that hold secrets out of include-config-metrics.")
          .group(METRICS);
  public static final Option<Boolean> INCLUDE_SYSTEM_METRICS =
      flag(
              "include-system-metrics",
              "REDIS_EXPORTER_INCL_SYSTEM_METRICS",
              false,
              "Export the memory of the target's host.")
          .group(METRICS);
  public static final Option<Boolean> INCLUDE_RDB_FILE_SIZE_METRIC =
      flag(
              "include-rdb-file-size-metric",
              "REDIS_EXPORTER_INCL_RDB_FILE_SIZE_METRIC",
              false,
              "Export the size of the snapshot file, for an exporter that shares the target's disk.")
          .group(METRICS);
  public static final Option<Boolean> EXCLUDE_LATENCY_HISTOGRAM_METRICS =
      flag(
              "exclude-latency-histogram-metrics",
              "REDIS_EXPORTER_EXCLUDE_LATENCY_HISTOGRAM_METRICS",
              false,
              "Send no LATENCY commands: neither histograms nor spikes.")
          .group(METRICS);
  public static final Option<Boolean> REDIS_ONLY_METRICS =
      flag(
              "redis-only-metrics",
              "REDIS_EXPORTER_REDIS_ONLY_METRICS",
              false,
              "Leave out what the exporter says of itself: process, runtime, build.")
          .group(METRICS);
  public static final Option<Boolean> INCLUDE_RUNTIME_METRICS =
      flag(
              "include-go-runtime-metrics",
              "REDIS_EXPORTER_INCLUDE_GO_RUNTIME_METRICS",
              false,
              "Export metrics of the exporter's runtime, which here is the JVM.")
          .group(METRICS);

  // Keys

  public static final Option<String> CHECK_KEYS =
      text(
              "check-keys",
              "REDIS_EXPORTER_CHECK_KEYS",
              "",
              "Keys to export size and value of, as in db3=user:*,queue; without dbN= database 0 is meant. Patterns are searched for with SCAN.")
          .group(KEYS);
  public static final Option<String> CHECK_SINGLE_KEYS =
      text(
              "check-single-keys",
              "REDIS_EXPORTER_CHECK_SINGLE_KEYS",
              "",
              "As check-keys, but each is the name of one key even if it looks like a pattern.")
          .group(KEYS);
  public static final Option<String> COUNT_KEYS =
      text(
              "count-keys",
              "REDIS_EXPORTER_COUNT_KEYS",
              "",
              "Patterns, as in db0=session:*,db3=job:*, of which only the number of matching keys is exported.")
          .group(KEYS);
  public static final Option<String> CHECK_KEY_GROUPS =
      text(
              "check-key-groups",
              "REDIS_EXPORTER_CHECK_KEY_GROUPS",
              "",
              "Lua patterns, as one line of CSV. A key belongs to the group that the captures of the first matching one spell; number and memory are exported by group.")
          .group(KEYS);
  public static final Option<Long> MAX_DISTINCT_KEY_GROUPS =
      integer(
              "max-distinct-key-groups",
              "REDIS_EXPORTER_MAX_DISTINCT_KEY_GROUPS",
              100,
              "Groups exported of each database, those with the most memory; the rest is summed up as overflow.")
          .group(KEYS);
  public static final Option<Long> CHECK_KEYS_BATCH_SIZE =
      integer(
              "check-keys-batch-size",
              "REDIS_EXPORTER_CHECK_KEYS_BATCH_SIZE",
              1000,
              "Keys that each SCAN looks at. More make fewer calls, of which each holds the target up for longer.")
          .group(KEYS);
  public static final Option<Boolean> DISABLE_EXPORTING_KEY_VALUES =
      flag(
              "disable-exporting-key-values",
              "REDIS_EXPORTER_DISABLE_EXPORTING_KEY_VALUES",
              false,
              "Export sizes of checked keys but never what is stored in them.")
          .group(KEYS);
  public static final Option<Boolean> SKIP_CHECKKEYS_FOR_ROLE_MASTER =
      flag(
              "skip-checkkeys-for-role-master",
              "REDIS_EXPORTER_SKIP_CHECKKEYS_FOR_ROLE_MASTER",
              false,
              "Check and count keys and streams on replicas only, to spare masters the work.")
          .group(KEYS);

  // Streams

  public static final Option<String> CHECK_STREAMS =
      text(
              "check-streams",
              "REDIS_EXPORTER_CHECK_STREAMS",
              "",
              "Streams to export with their groups and consumers, written as in check-keys.")
          .group(STREAMS);
  public static final Option<String> CHECK_SINGLE_STREAMS =
      text(
              "check-single-streams",
              "REDIS_EXPORTER_CHECK_SINGLE_STREAMS",
              "",
              "As check-streams, but each is the name of one stream even if it looks like a pattern.")
          .group(STREAMS);
  public static final Option<Boolean> STREAMS_EXCLUDE_CONSUMER_METRICS =
      flag(
              "streams-exclude-consumer-metrics",
              "REDIS_EXPORTER_STREAMS_EXCLUDE_CONSUMER_METRICS",
              false,
              "Stop at groups: no series for single consumers.")
          .group(STREAMS);

  // Scripts

  public static final Option<String> SCRIPT =
      text(
              "script",
              "REDIS_EXPORTER_SCRIPT",
              "",
              "Lua files, with commas between them, to run on the target with EVAL; each returns names and values by turns. Read again on /-/reload.")
          .group(SCRIPTS);
  public static final Option<Boolean> LUA_SCRIPT_READ_ONLY =
      flag(
              "lua-script-read-only",
              "REDIS_EXPORTER_LUA_SCRIPT_READ_ONLY",
              false,
              "Run them with EVAL_RO, under which they cannot write.")
          .group(SCRIPTS);

  // Clients

  public static final Option<Boolean> EXPORT_CLIENT_LIST =
      flag(
              "export-client-list",
              "REDIS_EXPORTER_EXPORT_CLIENT_LIST",
              false,
              "Export each connection of the target, from CLIENT LIST.")
          .group(CLIENTS);
  public static final Option<Boolean> EXPORT_CLIENT_PORT =
      flag(
              "export-client-port",
              "REDIS_EXPORTER_EXPORT_CLIENT_PORT",
              false,
              "Put the client's port in a label too, which makes a new series for each connection.")
          .group(CLIENTS);

  // Sentinel, cluster, modules, Tile38

  public static final Option<Boolean> INCLUDE_SENTINEL_PEER_INFO =
      flag(
              "include-sentinel-peer-info",
              "REDIS_EXPORTER_INCL_SENTINEL_PEER_INFO",
              false,
              "Export, of a sentinel, each other sentinel it knows.")
          .group(KINDS);
  public static final Option<Boolean> IS_CLUSTER =
      flag(
              "is-cluster",
              "REDIS_EXPORTER_IS_CLUSTER",
              false,
              "Ask all nodes of a cluster for the keys they own, and answer /discover-cluster-nodes.")
          .group(KINDS);
  public static final Option<Boolean> CLUSTER_DISCOVER_HOSTNAMES =
      flag(
              "cluster-discover-hostnames",
              "REDIS_EXPORTER_CLUSTER_DISCOVER_HOSTNAMES",
              false,
              "Discover nodes by the host names they announce, and by address where they announce none.")
          .group(KINDS);
  public static final Option<Boolean> INCLUDE_MODULES_METRICS =
      flag(
              "include-modules-metrics",
              "REDIS_EXPORTER_INCL_MODULES_METRICS",
              false,
              "Export the loaded modules and what they tell of themselves.")
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
              "Regular expression that selects those indexes by name.")
          .group(KINDS);
  public static final Option<Boolean> IS_TILE38 =
      flag(
              "is-tile38",
              "REDIS_EXPORTER_IS_TILE38",
              false,
              "The target is a Tile38: export what SERVER EXT tells.")
          .group(KINDS);

  // Web

  public static final Option<List<ListenAddress>> LISTEN_ADDRESS =
      Option.of(
              "web.listen-address",
              ":9121",
              "Address to listen on, as host:port; :port listens on every interface. May be repeated.",
              new ListenAddresses())
          .variable("REDIS_EXPORTER_WEB_LISTEN_ADDRESS")
          .group(WEB);
  public static final Option<String> TELEMETRY_PATH =
      text(
              "web.telemetry-path",
              "REDIS_EXPORTER_WEB_TELEMETRY_PATH",
              "/metrics",
              "Path of the metrics of redis.addr.")
          .group(WEB);
  public static final Option<Boolean> DISABLE_SCRAPE_ENDPOINT =
      flag(
              "disable-scrape-endpoint",
              "REDIS_EXPORTER_DISABLE_SCRAPE_ENDPOINT",
              false,
              "Refuse /scrape, so that requests cannot choose the target.")
          .group(WEB);
  public static final Option<Long> MAX_REQUESTS =
      integer(
              "web.max-requests",
              "REDIS_EXPORTER_WEB_MAX_REQUESTS",
              250,
              "Scrapes that run at the same time; one more is answered 503. Targets that timed out in their last scrape share a quarter of this number.")
          .group(WEB);
  public static final Option<String> BASIC_AUTH_USERNAME =
      text(
              "basic-auth-username",
              "REDIS_EXPORTER_BASIC_AUTH_USERNAME",
              "",
              "User that every request must name; wants one of the two passwords below.")
          .group(WEB);
  public static final Option<String> BASIC_AUTH_PASSWORD =
      text(
              "basic-auth-password",
              "REDIS_EXPORTER_BASIC_AUTH_PASSWORD",
              "",
              "That user's password, in the clear; not together with the hash.")
          .group(WEB)
          .secret();
  public static final Option<String> BASIC_AUTH_HASH_PASSWORD =
      text(
              "basic-auth-hash-password",
              "REDIS_EXPORTER_BASIC_AUTH_HASH_PASSWORD",
              "",
              "That user's password as a bcrypt hash.")
          .group(WEB)
          .secret();
  public static final Option<String> TLS_SERVER_CERT_FILE =
      text(
              "tls-server-cert-file",
              "REDIS_EXPORTER_TLS_SERVER_CERT_FILE",
              "",
              "PEM file of the exporter's own certificate; together with its key it turns HTTPS on.")
          .group(WEB);
  public static final Option<String> TLS_SERVER_KEY_FILE =
      text(
              "tls-server-key-file",
              "REDIS_EXPORTER_TLS_SERVER_KEY_FILE",
              "",
              "PEM file of the private key that belongs to tls-server-cert-file.")
          .group(WEB);
  public static final Option<String> TLS_SERVER_CA_CERT_FILE =
      text(
              "tls-server-ca-cert-file",
              "REDIS_EXPORTER_TLS_SERVER_CA_CERT_FILE",
              "",
              "PEM file of the authorities one of which must have signed the certificate of whoever asks. Empty: nobody needs one.")
          .group(WEB);
  public static final Option<String> TLS_SERVER_MIN_VERSION =
      text(
              "tls-server-min-version",
              "REDIS_EXPORTER_TLS_SERVER_MIN_VERSION",
              "TLS1.2",
              "Oldest TLS version to accept over HTTPS: TLS1.2 or TLS1.3. TLS1.0 and TLS1.1 mean TLS1.2 here.")
          .group(WEB);

  // Program

  public static final Option<String> LOG_LEVEL =
      text(
              "log-level",
              "REDIS_EXPORTER_LOG_LEVEL",
              "INFO",
              "Least severe lines to log: DEBUG, INFO, WARN or ERROR; anything else is INFO.")
          .group(PROGRAM);
  public static final Option<Boolean> DEBUG =
      flag("debug", "REDIS_EXPORTER_DEBUG", false, "Log everything, whatever log-level says.")
          .group(PROGRAM);
  public static final Option<String> LOG_FORMAT =
      text("log-format", "REDIS_EXPORTER_LOG_FORMAT", "txt", "Form of the log lines: txt or json.")
          .group(PROGRAM);
  public static final Option<Boolean> VERSION =
      flag("version", null, false, "Print version, build and runtime, and end.")
          .group(PROGRAM)
          .answersAlone();

  /// All of them, in the order of help and documents.
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
              CHECK_KEYS,
              CHECK_SINGLE_KEYS,
              COUNT_KEYS,
              CHECK_KEY_GROUPS,
              MAX_DISTINCT_KEY_GROUPS,
              CHECK_KEYS_BATCH_SIZE,
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
              TELEMETRY_PATH,
              DISABLE_SCRAPE_ENDPOINT,
              MAX_REQUESTS,
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
