package io.exporterkit.redis.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.ServerKind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeysTest {
  /// Fills a server with every type, odd names and odd values, for all tests of this package.
  static void fill(RedisServer server) {
    try (RespConnection redis = server.connect()) {
      redis.command("SET", "s:num", "12.5");
      redis.command("SET", "s:hex", "0x1p4");
      redis.command("SET", "s:under", "1_000");
      redis.command("SET", "s:text", "hello world");
      redis.command("SET", "s:empty", "");
      redis.command("SET", "s:long", "7".repeat(300));
      redis.command("SET", "s:longer", "a".repeat(20_000));
      redis.command("PFADD", "s:hll", "a", "b", "c");
      redis.command("RPUSH", "l:1", "a", "b", "c");
      redis.command("SADD", "set:1", "a", "b");
      redis.command("ZADD", "z:1", "1", "a", "2", "b");
      redis.command("HSET", "h:1", "a", "1", "b", "2");
      redis.command("XADD", "st:1", "1700000000000-1", "a", "b");
      redis.command("SET", "q\"uote", "v");
      redis.command("SET", "new\nline", "v");
      redis.command("SET", "a=b", "7");
      redis.command("SET", "h\u00e9llo \u4e16", "\u00fc");
      redis.command("SELECT", "3");
      redis.command("SET", "user:7:name", "v");
      redis.command("SET", "user:8:name", "v");
      redis.command("SET", "order:7:line:9", "v");
      redis.command("SET", "zzz", "v");
    }
  }

  static Page scrape(Exporter exporter, RedisServer server, Map<String, String> parameters) {
    StringBuilder path = new StringBuilder(Exporter.scrapePath(server.uri()));
    parameters.forEach((name, value) ->
        path.append('&')
            .append(name)
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return Page.of(exporter.get(path.toString()));
  }

  private static String key(String metric, int database, String key) {
    return "redis_%s{db=\"db%d\",key=\"%s\"}".formatted(metric, database, key);
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_6_0", "REDIS_EMBEDDED", "REDIS_8_0", "VALKEY_9_1", "REDICT_7_3"})
  void emitsEveryType(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind);
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                server.uri(),
                "-check-keys",
                "*,db3=user:*",
                "-check-single-keys",
                "nix,z[1],db3=zzz")) {
      fill(server);
      Page page = exporter.metrics();
      assertThat(page.error()).isEmpty();
      assertThat(page.outcome("keys")).isEqualTo("ok");
      Map.of("s:num", 4, "s:text", 11, "s:empty", 0, "s:long", 300, "s:longer", 20_000)
          .forEach(
              (k, size) -> assertThat(page.value(key("key_size", 0, k))).isEqualTo((double) size));
      Map.of("s:hll", 3, "l:1", 3, "set:1", 2, "z:1", 2, "h:1", 2, "st:1", 1, "nix", 0, "z[1]", 0)
          .forEach(
              (k, size) -> assertThat(page.value(key("key_size", 0, k))).isEqualTo((double) size));
      assertThat(page.series("redis_key_size")).hasSize(17 + 2 + 3);
      assertThat(page.value(key("key_value", 0, "s:num"))).isEqualTo(12.5);
      assertThat(page.value(key("key_value", 0, "s:hex"))).isEqualTo(16);
      assertThat(page.value(key("key_value", 0, "s:under"))).isEqualTo(1000);
      assertThat(page.value(key("key_value", 0, "a=b"))).isEqualTo(7);
      assertThat(page.has(key("key_value", 0, "s:long"))).isTrue();
      assertThat(page.series("redis_key_value")).hasSize(5);
      String longer = "a".repeat(20_000);
      assertThat(page.series("redis_key_value_as_string"))
          .contains(
              "redis_key_value_as_string{db=\"db0\",key=\"s:text\",val=\"hello world\"}",
              "redis_key_value_as_string{db=\"db0\",key=\"q\\\"uote\",val=\"v\"}",
              "redis_key_value_as_string{db=\"db0\",key=\"new\\nline\",val=\"v\"}",
              "redis_key_value_as_string{db=\"db0\",key=\"h\u00e9llo \u4e16\",val=\"\u00fc\"}",
              "redis_key_value_as_string{db=\"db3\",key=\"zzz\",val=\"v\"}",
              "redis_key_value_as_string{db=\"db0\",key=\"s:longer\",val=\"" + longer + "\"}")
          .hasSize(8);
      assertThat(page.has(key("key_memory_usage_bytes", 0, "nix"))).isFalse();
      assertThat(page.value(key("key_memory_usage_bytes", 0, "h:1"))).isPositive();
      assertThat(
              page.value("redis_exporter_scan_complete{check=\"check-keys\",db=\"db0\",key=\"*\"}"))
          .isEqualTo(1);
      assertThat(page.value("redis_exporter_scan_keys{check=\"check-keys\",db=\"db0\",key=\"*\"}"))
          .isEqualTo(17);
      assertThat(
              page.value(
                  "redis_exporter_scan_progress_ratio{check=\"check-keys\",db=\"db3\",key=\"user:*\"}"))
          .isEqualTo(1);
    }
  }

  @Test
  void emitsNamesAndValuesThatAreNoText() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Exporter exporter = Exporter.start("-redis.addr", server.uri(), "-check-keys", "*")) {
      server.command(
          "EVAL",
          "redis.call('SET', 'k\\255', '\\254'); redis.call('SET', 'k\\254', 'x\\0y')",
          "0");
      Page page = exporter.metrics();
      assertThat(page.series("redis_key_value_as_string"))
          .containsExactlyInAnyOrder(
              "redis_key_value_as_string{db=\"db0\",key=\"k\\\\xff\",val=\"\\\\xfe\"}",
              "redis_key_value_as_string{db=\"db0\",key=\"k\\\\xfe\",val=\"x\\\\x00y\"}");
    }
  }

  @Test
  void readsShortValuesAtOnceAndNoneThatIsNotEmitted() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-redis.addr", server.uri(), "-check-keys", "*");
        Exporter silent =
            Exporter.start(
                "-redis.addr", server.uri(), "-check-keys", "*", "-disable-exporting-key-values")) {
      fill(server);
      silent.metrics();
      assertThat(server.calls("mget")).isZero();
      long lengths = server.calls("strlen");
      exporter.metrics();
      exporter.metrics();
      assertThat(server.calls("mget")).isEqualTo(2);
      // STRLEN was sent for the long string at each of the two scrapes, and once to try it.
      assertThat(server.calls("strlen") - lengths).isEqualTo(3);
    }
  }

  @Test
  void readsOneByOneWhereAllAtOnceIsForbiddenForSome() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter =
            Exporter.start("-redis.user", "few", "-redis.password", "p", "-check-keys", "*")) {
      fill(server);
      server.command("ACL", "SETUSER", "few", "on", ">p", "+@all", "-mget", "~*", "(+mget ~s:num)");
      for (int scrape = 0; scrape < 3; scrape++) {
        Page page = exporter.scrape(server.uri());
        assertThat(page.outcome("keys")).isEqualTo("ok");
        assertThat(page.series("redis_key_size")).hasSize(17);
        assertThat(page.value(key("key_value", 0, "s:num"))).isEqualTo(12.5);
        assertThat(page.has(key("key_value", 0, "a=b"))).isTrue();
      }
      assertThat(server.info("errorstat_NOPERM")).contains("count=1");
    }
  }

  @Test
  void goesOnBehindAThousandKeysThatMayNotBeRead() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter =
            Exporter.start(
                "-redis.user",
                "few",
                "-redis.password",
                "p",
                "-check-keys",
                "*",
                "-check-keys-batch-size",
                "5000")) {
      server.command("ACL", "SETUSER", "few", "on", ">p", "+@all", "~app:*");
      server.command(
          "EVAL",
          "for i = 1, 2500 do redis.call('SET', 'x:' .. i, i) end"
              + " for i = 1, 20 do redis.call('SET', 'app:' .. i, i) end",
          "0");
      for (int scrape = 0; scrape < 3; scrape++) {
        Page page = exporter.scrape(server.uri());
        assertThat(page.outcome("keys")).isEqualTo("ok");
        assertThat(page.series("redis_key_value")).hasSize(20);
        assertThat(
                page.value(
                    "redis_exporter_scan_complete{check=\"check-keys\",db=\"db0\",key=\"*\"}"))
            .isEqualTo(1);
      }
    }
  }

  @Test
  void emitsNoValueThatWasCutOff() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter =
            Exporter.start("-redis.user", "few", "-redis.password", "p", "-check-keys", "*")) {
      server.command("ACL", "SETUSER", "few", "on", ">p", "~*", "+@all", "-strlen", "-mget");
      server.command("SET", "long", "7".repeat(300));
      server.command("SET", "short", "7");
      Page page = exporter.scrape(server.uri());
      assertThat(page.series("redis_key_value")).containsExactly(key("key_value", 0, "short"));
      assertThat(page.series("redis_key_value_as_string")).isEmpty();
    }
  }

  @Test
  void keepsValuesToItselfAndLeavesOutHugeOnes() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Exporter exporter = Exporter.start("-disable-exporting-key-values");
        Exporter telling = Exporter.start()) {
      server.command("SET", "huge", "x".repeat(70_000));
      server.command("SET", "edge", "y".repeat(65_536));
      server.command("PFADD", "hll", "a");
      server.command("SET", "secret", "12");
      Map<String, String> all = Map.of("check-keys", "*");
      Page page = scrape(exporter, server, all);
      assertThat(page.text()).doesNotContain("redis_key_value");
      assertThat(page.value(key("key_size", 0, "hll"))).isEqualTo(1);
      assertThat(page.value(key("key_size", 0, "huge"))).isEqualTo(70_000);
      page = scrape(telling, server, all);
      assertThat(page.series("redis_key_value_as_string")).hasSize(1);
      assertThat(page.value(key("key_value", 0, "secret"))).isEqualTo(12);
    }
  }

  @Test
  void raisesNoErrorCountersAtTheTarget() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_8_0);
        Exporter exporter =
            Exporter.start(
                "-redis.addr", server.uri(),
                "-check-keys", "*,db3=*,db99=a*",
                "-check-single-keys", "nix",
                "-count-keys", "s:*,nix,db98=x",
                "-check-streams", "*",
                "-check-single-streams", "s:num,nix,st:1",
                "-check-key-groups", "^(%a+):")) {
      fill(server);
      server.command("SET", "mimic", "HYLL\u0001\0\0\0 and so on, which is none");
      Page page = exporter.metrics();
      assertThat(page.outcomes()).containsEntry("keys", "skipped").containsEntry("streams", "ok");
      assertThat(page.outcomes()).containsEntry("count_keys", "skipped");
      assertThat(page.outcomes()).containsEntry("key_groups", "ok");
      assertThat(page.error()).isEmpty();
      List<String> before = errors(server);
      exporter.metrics();
      exporter.metrics();
      assertThat(errors(server)).isEqualTo(before);
    }
  }

  private static List<String> errors(RedisServer server) {
    return server.command("INFO", "ERRORSTATS").lines().toList();
  }

  @Test
  void countsKeys() {
    try (RedisServer server = RedisServer.start(ServerKind.VALKEY_9_1);
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                server.uri(),
                "-count-keys",
                "s:*,db3=user:*,missing,s:num,nope*",
                "-check-keys-batch-size",
                "3")) {
      fill(server);
      Page page = exporter.metrics();
      assertThat(page.value(key("keys_count", 0, "s:*"))).isEqualTo(8);
      assertThat(page.value(key("keys_count", 3, "user:*"))).isEqualTo(2);
      assertThat(page.value(key("keys_count", 0, "s:num"))).isEqualTo(1);
      assertThat(page.value(key("keys_count", 0, "nope*"))).isEqualTo(0);
      assertThat(page.value(key("keys_count", 0, "missing"))).isEqualTo(0);
    }
  }

  @Test
  void parametersReplaceFlags() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Exporter exporter = Exporter.start("-check-keys", "l:*", "-count-keys", "s:*")) {
      fill(server);
      Page page =
          scrape(exporter, server, Map.of("check-keys", "h:*", "check-single-streams", "st:1"));
      assertThat(page.series("redis_key_size")).containsExactly(key("key_size", 0, "h:1"));
      assertThat(page.series("redis_keys_count")).containsExactly(key("keys_count", 0, "s:*"));
      assertThat(page.series("redis_stream_length")).hasSize(1);
      String bad = Exporter.scrapePath(server.uri()) + "&check-keys=&check-keys=a%3Db%3Dc";
      Exporter.Answer answer = exporter.fetch(bad);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("check-keys").contains("more than one");
      assertThat(exporter.scrape(server.uri()).value("redis_target_scrape_request_errors_total"))
          .isEqualTo(1);
    }
  }

  @Test
  void sparesMasters() {
    try (RedisServer master = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Exporter exporter =
            Exporter.start(
                "-skip-checkkeys-for-role-master",
                "-check-keys",
                "*",
                "-count-keys",
                "*",
                "-check-streams",
                "*",
                "-check-key-groups",
                "(.)")) {
      fill(master);
      try (RedisServer replica = RedisServer.startReplica(master, ServerKind.REDIS_EMBEDDED)) {
        Map<String, String> outcomes = exporter.scrape(master.uri()).outcomes();
        assertThat(outcomes)
            .containsEntry("keys", "skipped")
            .containsEntry("count_keys", "skipped");
        assertThat(outcomes).containsEntry("streams", "skipped").containsEntry("key_groups", "ok");
        outcomes = exporter.scrape(replica.uri()).outcomes();
        assertThat(outcomes).containsEntry("keys", "ok").containsEntry("count_keys", "ok");
      }
    }
  }

  @Test
  void staysInItsOwnDatabase() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Exporter exporter =
            Exporter.start("-redis.addr", server.uri() + "/2", "-check-keys", "db3=*,*")) {
      fill(server);
      for (int i = 0; i < 3; i++) {
        assertThat(exporter.metrics().series("redis_key_size")).hasSize(17 + 4);
        assertThat(server.command("CLIENT", "LIST"))
            .containsPattern("name=redis_exporter .* db=2 ");
      }
    }
  }

  @Test
  void deliversWhatWasScannedByTheDeadline() {
    try (RedisServer server =
            RedisServer.start(ServerKind.REDIS_EMBEDDED, "--enable-debug-command", "local");
        Exporter exporter = Exporter.start("-check-keys", "*", "-count-keys", "*")) {
      server.command("DEBUG", "POPULATE", "300000", "key", "10");
      Page page = exporter.scrape(server.uri(), 0.4);
      assertThat(page.up()).isTrue();
      assertThat(page.outcome("keys")).isEqualTo("timed_out");
      assertThat(page.outcome("count_keys")).isEqualTo("timed_out");
      assertThat(page.series("redis_keys_count")).isEmpty();
      String labels = "{check=\"check-keys\",db=\"db0\",key=\"*\"}";
      assertThat(page.value("redis_exporter_scan_complete" + labels)).isZero();
      double seen = page.value("redis_exporter_scan_keys" + labels);
      double progress = page.value("redis_exporter_scan_progress_ratio" + labels);
      assertThat(seen).isBetween(1000.0, 299_999.0);
      // The table has a known number of keys, so the estimate can be verified.
      assertThat(progress).isBetween(seen / 300_000 * 0.8, seen / 300_000 * 1.2);
      // Two batches of a thousand keys or a few more may be missing.
      assertThat(page.series("redis_key_size")).hasSizeBetween((int) seen - 2100, (int) seen);
      assertThat(
              page.value("redis_exporter_scan_complete{check=\"count-keys\",db=\"db0\",key=\"*\"}"))
          .isZero();
    }
  }

  @Test
  void doesWithoutWhatIsForbidden() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter =
            Exporter.start(
                "-redis.user",
                "few",
                "-redis.password",
                "p",
                "-check-keys",
                "*",
                "-check-key-groups",
                "^(.)")) {
      fill(server);
      server.command(
          "ACL",
          "SETUSER",
          "few",
          "on",
          ">p",
          "~s:*",
          "+info",
          "+command",
          "+client|setname",
          "+scan",
          "+type",
          "+strlen",
          "+getrange",
          "+eval",
          "+select",
          "+config|get",
          "+slowlog",
          "+latency");
      Page page = exporter.scrape(server.uri());
      assertThat(page.outcome("keys")).isEqualTo("ok");
      assertThat(page.value(key("key_size", 0, "s:num"))).isEqualTo(4);
      assertThat(page.series("redis_key_memory_usage_bytes")).isEmpty();
      assertThat(page.has(key("key_size", 0, "s:hll"))).isFalse();
      assertThat(page.has(key("key_size", 0, "l:1"))).isFalse();
      assertThat(page.outcome("key_groups")).isEqualTo("ok");
      assertThat(page.series("redis_key_group_count")).isNotEmpty();
      assertThat(page.series("redis_key_group_memory_usage_bytes")).isEmpty();
      List<String> before = errors(server);
      Page again = exporter.scrape(server.uri());
      for (String metric : List.of("redis_key_size", "redis_key_value", "redis_key_group_count")) {
        assertThat(again.series(metric)).hasSameSizeAs(page.series(metric)).isNotEmpty();
      }
      assertThat(errors(server)).isEqualTo(before);
    }
  }

  @Test
  void toleratesKeysThatVanishAndTypesItDoesNotKnow() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_8_0);
        Exporter exporter = Exporter.start("-redis.addr", server.uri(), "-check-keys", "*")) {
      server.answer(
          "SCAN 0 MATCH * COUNT 1000",
          "*2\r\n$20\r\n18446744073709551615\r\n*4\r\n$1\r\na\r\n$1\r\nm\r\n$1\r\ng\r\n$1\r\na\r\n");
      server.answer("SCAN 18446744073709551615 MATCH * COUNT 1000", "*2\r\n$1\r\n0\r\n*0\r\n");
      server.answer("TYPE a", "+array\r\n").answer("ARCOUNT a", ":5\r\n");
      server.answer("TYPE m", "+ReJSON-RL\r\n").answer("TYPE g", "+none\r\n");
      server
          .answer("MEMORY USAGE a", ":100\r\n")
          .answer("MEMORY USAGE m", ":200\r\n")
          .answer("MEMORY USAGE g", "$-1\r\n");
      Page page = exporter.metrics();
      assertThat(page.outcome("keys")).isEqualTo("ok");
      assertThat(page.series("redis_key_size")).containsExactly(key("key_size", 0, "a"));
      assertThat(page.value(key("key_size", 0, "a"))).isEqualTo(5);
      assertThat(page.value(key("key_memory_usage_bytes", 0, "m"))).isEqualTo(200);
      assertThat(page.has(key("key_memory_usage_bytes", 0, "g"))).isFalse();
      assertThat(page.value("redis_exporter_scan_keys{check=\"check-keys\",db=\"db0\",key=\"*\"}"))
          .isEqualTo(3);
    }
  }

  @Test
  void booksRepliesOnTheRightKeysAfterAFailure() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_8_0);
        Exporter exporter =
            Exporter.start("-redis.addr", server.uri(), "-check-single-keys", "a,b,c")) {
      server
          .answer("TYPE a", "+list\r\n")
          .answer("LLEN a", ":1\r\n")
          .answer("MEMORY USAGE a", ":10\r\n");
      server
          .answer("TYPE b", "-ERR out of sorts\r\n")
          .answer("MEMORY USAGE b", "-ERR out of sorts\r\n");
      server
          .answer("TYPE c", "+set\r\n")
          .answer("SCARD c", ":3\r\n")
          .answer("MEMORY USAGE c", ":30\r\n");
      Page page = exporter.metrics();
      assertThat(page.value(key("key_size", 0, "a"))).isEqualTo(1);
      assertThat(page.value(key("key_size", 0, "c"))).isEqualTo(3);
      assertThat(page.value(key("key_memory_usage_bytes", 0, "c"))).isEqualTo(30);
      assertThat(page.text()).doesNotContain("key=\"b\"");
    }
  }
}
