package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.Original;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The same real server scraped by the original and by ours with the same flags: no series is missing, no type differs, and a value
/// that the original gives before and after ours is the same in ours. What differs on purpose stands in `parity/differences.tsv`.
class ParityTest {
  private static final List<List<String>> FLAG_SETS =
      List.of(
          List.of(),
          List.of("-include-config-metrics", "-include-system-metrics"),
          List.of("-exclude-latency-histogram-metrics"),
          List.of("-namespace", "my-redis"),
          List.of("-redis-only-metrics"),
          List.of("-append-instance-role-label"),
          List.of("-include-metrics-for-empty-databases=false"),
          List.of("-config-command=-"),
          List.of("-ping-on-connect"),
          List.of("-redact-config-metrics=false", "-include-config-metrics"));

  private static final List<Difference> DIFFERENCES = differences();
  private static final Set<Difference> USED = ConcurrentHashMap.newKeySet();

  private record Difference(String what, Pattern where, String why) {}

  @ParameterizedTest
  @EnumSource
  void onAServer(ServerKind kind) throws IOException {
    try (RedisServer server = RedisServer.start(kind, "--latency-monitor-threshold", "1")) {
      load(server);
      for (List<String> flags : FLAG_SETS) {
        compare(server, flags, ParityTest::text);
      }
      compare(server, List.of(), ParityTest::protobuf);
    }
  }

  @Test
  void onAMasterAndItsReplica() throws IOException {
    for (ServerKind kind : List.of(ServerKind.REDIS_6_0, ServerKind.VALKEY_9_1)) {
      try (RedisServer master = RedisServer.start(kind, "--latency-monitor-threshold", "1");
          RedisServer replica =
              RedisServer.startReplica(master, kind, "--latency-monitor-threshold", "1")) {
        load(master);
        Await.until(
            Duration.ofSeconds(10),
            "the replica's keys",
            () -> replica.command("DBSIZE").equals(master.command("DBSIZE")));
        for (RedisServer server : List.of(master, replica)) {
          compare(server, List.of(), ParityTest::text);
          compare(server, List.of("-append-instance-role-label"), ParityTest::text);
        }
      }
    }
  }

  @AfterAll
  static void everyDifferenceWasSeen() {
    assertThat(DIFFERENCES.stream().filter(d -> d.what.equals("missing")))
        .as("differences that are none any more")
        .isSubsetOf(USED);
  }

  /// Fills what INFO, the logs and the statistics tell of.
  private static void load(RedisServer server) {
    try (RespConnection connection = server.connect()) {
      for (String line :
          """
          CONFIG SET slowlog-log-slower-than 0
          CONFIG SET notify-keyspace-events Ex
          SET a 1
          SET b 2 EX 1000
          SET gone 1 PX 1
          LPUSH list x y z
          HSET hash f v
          XADD stream * f v
          XGROUP CREATE stream readers 0
          PFADD visitors a b
          GET a
          GET nothing
          GET list
          GET
          NOSUCH
          CONFIG GET maxmemory
          CLIENT NO-EVICT on
          EVAL return(1) 0
          EVAL return(redis.call('nosuch')) 0
          SCRIPT LOAD return(2)
          SELECT 3
          SET c 3
          EXPIRE c 1000
          SELECT 9
          SADD set x y
          DEBUG SLEEP 0.01
          MEMORY USAGE set
          SUBSCRIBE
          EVAL for(i=1,300000)do(local)x=i%7;end 0\
          """
              .lines()
              .toList()) {
        connection.raw(line.split(" "));
      }
      // A spike where DEBUG is not allowed.
      connection.raw("EVAL", "local n = 0 for i = 1, 3000000 do n = n + i end return n", "0");
      connection.raw("SETRANGE", "big", "5000000", "x");
      connection.raw("DEL", "big");
    }
  }

  /// How a page is asked for and taken apart.
  @FunctionalInterface
  private interface Format {
    Exposition page(RawHttp exporter) throws IOException;
  }

  private static Exposition text(RawHttp exporter) throws IOException {
    return Exposition.parse(exporter.request("GET", "/metrics").text());
  }

  private static Exposition protobuf(RawHttp exporter) throws IOException {
    String accept = "Accept: " + ProtobufExposition.ACCEPT;
    RawHttp.Response answer = exporter.request("GET", "/metrics", accept);
    assertThat(answer.headers()).containsEntry("content-type", ProtobufExposition.CONTENT_TYPE);
    return ProtobufExposition.parse(answer.body());
  }

  private static void compare(RedisServer server, List<String> flags, Format format)
      throws IOException {
    String[] all =
        Stream.concat(Stream.of("-redis.addr", server.uri()), flags.stream())
            .toArray(String[]::new);
    try (Original original = Original.start(all);
        RawHttp theirs = new RawHttp(original.port())) {
      // The first scrape brings the commands of both into the statistics.
      var _ = format.page(theirs);
      Exposition before;
      Exposition ours;
      try (Exporter exporter = Exporter.start(all);
          RawHttp http = new RawHttp(exporter.port())) {
        var _ = format.page(http);
        before = format.page(theirs);
        ours = format.page(http);
      }
      Exposition after = format.page(theirs);
      String prefix = flags.contains("my-redis") ? "my_redis_" : "redis_";
      assertThat(complaints(before, ours, after, prefix)).as("%s %s", server, flags).isEmpty();
      if (flags.isEmpty()) {
        // The load has left its traces.
        assertThat(before.types())
            .containsKeys(
                "redis_latency_spike_last",
                "redis_slowlog_last_id",
                "redis_db_keys_expiring",
                "redis_commands_total");
      }
    }
  }

  private static List<String> complaints(
      Exposition before, Exposition ours, Exposition after, String prefix) {
    List<String> complaints = new ArrayList<>();
    for (Map.Entry<Exposition.Series, String> sample : before.values().entrySet()) {
      Exposition.Series series = sample.getKey();
      String text = series.withoutPrefix(prefix).toString();
      String value = ours.values().get(series);
      if (value == null) {
        if (!isMeant("missing", text)) {
          complaints.add("missing: " + series + " " + sample.getValue());
        }
      } else if (sample.getValue().equals(after.values().get(series))
          && !sample.getValue().equals(value)
          && !isMeant("value", text)) {
        complaints.add("value: " + series + " is " + value + ", theirs " + sample.getValue());
      }
    }
    before
        .types()
        .forEach((name, type) -> {
          String mine = ours.types().get(name);
          if (mine != null && !mine.equals(type)) {
            complaints.add("type: " + name + " is " + mine + ", theirs " + type);
          }
        });
    Set<String> more = new TreeSet<>(ours.types().keySet());
    more.removeAll(before.types().keySet());
    for (String name : more) {
      String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
      if (!isMeant("more", bare)) {
        complaints.add("more: " + name);
      }
    }
    return complaints;
  }

  private static boolean isMeant(String what, String text) {
    for (Difference difference : DIFFERENCES) {
      if (difference.what.equals(what) && difference.where.matcher(text).matches()) {
        USED.add(difference);
        return true;
      }
    }
    return false;
  }

  private static List<Difference> differences() {
    try (InputStream in =
        Objects.requireNonNull(ParityTest.class.getResourceAsStream("/parity/differences.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .map(row -> {
            if (row.length != 3 || row[2].isBlank()) {
              throw new IllegalStateException("three columns are wanted: " + Arrays.toString(row));
            }
            return new Difference(row[0], Pattern.compile(row[1]), row[2]);
          })
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
