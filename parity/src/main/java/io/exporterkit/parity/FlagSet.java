package io.exporterkit.parity;

import io.exporterkit.redis.servers.Installed;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Flags for both exporters, and the page to compare.
///
/// @param name the value for `--flags`
/// @param flags the flags, the same for both exporters
/// @param path the path of the page; `{target}` stands for the encoded address of the target
record FlagSet(String name, List<String> flags, String path) {
  private static final String SCRIPTS = "scripts";
  private static final String SCRAPE = "/scrape?target={target}";

  private static final List<String> GROUPS =
      List.of("-check-key-groups=^(user):%d+:(.*)$,^(order):%d+,^zz()z,\"^(s:)(hll)$|no\",^h");

  private static final List<String> KEYS =
      List.of(
          "-check-keys=*,db3=user:*,db7=nothing:*",
          "-check-single-keys=nix,z[1],db3=zzz,st:1",
          "-count-keys=s:*,db3=user:*,missing,s:num,nope*");

  private static final List<String> STREAMS =
      List.of("-check-streams=st:*,db3=*", "-check-single-streams=nix,s:num");

  private static final List<String> INCLUDED =
      List.of(
          "-include-config-metrics",
          "-include-system-metrics",
          "-include-modules-metrics",
          "-include-rdb-file-size-metric",
          "-include-sentinel-peer-info",
          "-ping-on-connect",
          "-export-client-list",
          "-export-client-port");

  /// The flag sets for servers other than sentinels and cluster nodes.
  static final List<FlagSet> ALL =
      List.of(
          set("defaults"),
          set("config", "-include-config-metrics", "-include-system-metrics"),
          set("unredacted", "-redact-config-metrics=false", "-include-config-metrics"),
          set("no-config", "-config-command=-"),
          set("no-latency", "-exclude-latency-histogram-metrics"),
          set("namespace", "-namespace", "my-redis"),
          set("no-namespace", "-namespace="),
          set("redis-only", "-redis-only-metrics"),
          set("runtime", "-include-go-runtime-metrics"),
          set("role-label", "-append-instance-role-label"),
          set("no-empty-databases", "-include-metrics-for-empty-databases=false"),
          set("ping", "-ping-on-connect", "-set-client-name=false"),
          set("keys", KEYS),
          set("keys-without-values", KEYS, "-disable-exporting-key-values"),
          set("keys-not-on-masters", KEYS, STREAMS, "-skip-checkkeys-for-role-master"),
          set("keys-in-small-batches", "-check-keys=s:*,l:1", "-check-keys-batch-size=2"),
          set("single-keys", "-check-single-keys=s:*,s:num,a%3Db,db3=nix"),
          set("key-groups", GROUPS),
          set("key-groups-overflow", "-check-key-groups=^([^:]+):", "-max-distinct-key-groups=2"),
          set("key-groups-none", "-check-key-groups=(z)", "-max-distinct-key-groups=0"),
          set("streams", STREAMS),
          set("streams-without-consumers", STREAMS, "-streams-exclude-consumer-metrics"),
          set("clients", "-export-client-list"),
          set("client-ports", "-export-client-list", "-export-client-port"),
          set(SCRIPTS, "-script=" + script("values.lua") + "," + script("empty.lua")),
          set("modules", "-include-modules-metrics"),
          set("sentinel-peers", "-include-sentinel-peer-info", "-include-config-metrics"),
          set("search", "-include-search-indexes-metrics", "-check-search-indexes=a"),
          set("rdb-size", "-include-rdb-file-size-metric"),
          set(
              "all-together",
              KEYS,
              STREAMS,
              GROUPS,
              INCLUDED,
              "-namespace=my-redis",
              "-append-instance-role-label"),
          new FlagSet("scrape", List.of(), SCRAPE),
          new FlagSet(
              "scrape-with-keys",
              List.of("-check-keys=h:*"),
              SCRAPE
                  + "&check-keys="
                  + encoded("s:*,db3=user:*")
                  + "&count-keys="
                  + encoded("*")
                  + "&check-single-keys=l:1&check-streams="
                  + encoded("st:*")));

  /// The flag sets for a sentinel. They have no scripts, which a sentinel cannot run: the original then reports it as
  /// down.
  static final List<FlagSet> SENTINEL =
      ALL.stream().filter(set -> !set.name.equals(SCRIPTS)).toList();

  /// The flag sets for a node of a cluster. Keys are those of the whole cluster.
  static final List<FlagSet> CLUSTER =
      List.of(
          set("cluster", "-is-cluster"),
          set("cluster-all-together", "-is-cluster", INCLUDED, "-append-instance-role-label"),
          set(
              "cluster-single-keys",
              "-is-cluster",
              "-check-single-keys=cl:1,cl:2,cl:3,cl:4,{cl}:list,missing"),
          set("cluster-single-streams", "-is-cluster", "-check-single-streams=cl:st,missing"),
          set(
              "cluster-keys",
              "-is-cluster",
              "-check-keys=cl:*",
              "-count-keys=cl:*",
              "-check-key-groups=^(cl):"));

  FlagSet {
    flags = List.copyOf(flags);
  }

  /// Returns the path of the page for this target.
  String path(String target) {
    return path.replace("{target}", encoded(target));
  }

  /// Creates a flag set for the telemetry path.
  ///
  /// @param flags texts and lists of texts
  private static FlagSet set(String name, Object... flags) {
    return new FlagSet(
        name,
        List.of(flags).stream()
            .flatMap(flag -> flag instanceof List<?> list ? list.stream() : List.of(flag).stream())
            .map(String.class::cast)
            .toList(),
        "/metrics");
  }

  private static String script(String name) {
    return Installed.root().resolve("parity/scripts").resolve(name).toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
