package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of correct numbers for servers whose fields or replies differ from Redis's.
class OtherServersTest {
  private static final String SERVER = "redis_version:6.3.4\nredis_mode:standalone\n";

  private static Page scrape(String info, String... flags) {
    try (ReplayServer target =
            ReplayServer.empty()
                .answerBulk("INFO ALL", SERVER + info)
                .answer("TYPE k", "+string\r\n")
                .answer("STRLEN k", ":3\r\n");
        Exporter exporter = Exporter.start(flags)) {
      return exporter.scrape(target.uri());
    }
  }

  // Masters.

  static Stream<Arguments> twoMasters() {
    return Stream.of(
        Arguments.of(
            "numbered",
            """
            role:active-replica
            master_global_link_status:down
            connected_masters:1
            master_host:one
            master_port:6379
            master_link_status:up
            master_last_io_seconds_ago:3
            master_sync_in_progress:0
            slave_repl_offset:86
            master_1_host:two
            master_1_port:6380
            master_1_link_status:down
            master_1_last_io_seconds_ago:-1
            master_1_sync_in_progress:1
            slave_repl_offset:89
            master_1_link_down_since_seconds:9
            slave_priority:100
            slave_read_only:0
            master_replid:x
            master_repl_offset:5
            """),
        Arguments.of(
            "under headings",
            """
            role:active-replica
            Master 0:
            master_host:one
            master_port:6379
            master_link_status:up
            master_last_io_seconds_ago:3
            master_sync_in_progress:0
            slave_repl_offset:86
            Master 1:
            master_port:6380
            master_host:two
            master_link_status:down
            master_last_io_seconds_ago:-1
            master_sync_in_progress:1
            slave_repl_offset:89
            slave_read_only:0
            """),
        Arguments.of(
            "one behind the other, with blanks",
            """
            role:\t replica\s
            master_host: one\s
             master_port:6379
            master_link_status:\tup
            master_last_io_seconds_ago: 3\s
            master_sync_in_progress:0\t
            slave_repl_offset : 86
            master_host:two
            master_port:6380
            master_link_status:down
            master_last_io_seconds_ago:-1
            master_sync_in_progress:1
            slave_repl_offset:89
            slave_read_only:0
            """),
        Arguments.of(
            "all numbered",
            """
            role:Slave
            master_0_host:one
            master_1_host:two
            master_0_port:6379
            master_1_port:6380
            master_0_link_status:up
            master_0_last_io_seconds_ago:3
            master_0_sync_in_progress:0
            slave_repl_offset:86
            master_1_link_status:down
            master_1_last_io_seconds_ago:-1
            master_1_sync_in_progress:1
            slave_repl_offset:89
            slave_read_only:0
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("twoMasters")
  void eachMasterOfAReplicaIsThere(String name, String info) {
    Page page = scrape(info);
    String one = "{master_host=\"one\",master_port=\"6379\"}";
    String two = "{master_host=\"two\",master_port=\"6380\"}";
    assertThat(page.value("redis_master_link_up" + one)).isEqualTo(1);
    assertThat(page.value("redis_master_link_up" + two)).isEqualTo(0);
    assertThat(page.value("redis_master_last_io_seconds_ago" + one)).isEqualTo(3);
    assertThat(page.value("redis_master_last_io_seconds_ago" + two)).isEqualTo(-1);
    assertThat(page.value("redis_master_sync_in_progress" + one)).isEqualTo(0);
    assertThat(page.value("redis_master_sync_in_progress" + two)).isEqualTo(1);
    assertThat(page.value("redis_slave_repl_offset" + one)).isEqualTo(86);
    assertThat(page.value("redis_slave_repl_offset" + two)).isEqualTo(89);
    assertThat(page.series("redis_slave_info"))
        .containsExactly(
            "redis_slave_info{master_host=\"one\",master_port=\"6379\",read_only=\"0\"}",
            "redis_slave_info{master_host=\"two\",master_port=\"6380\",read_only=\"0\"}");
    assertThat(page.series("redis_master_link_up")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "slave, ok",
    "replica, ok",
    "active-replica, ok",
    "' Replica ', ok",
    "secondary, ok",
    "master, skipped",
    "' master', skipped",
    "sentinel, skipped",
    "'', skipped"
  })
  void aReplicaIsOneByAnyWord(String role, String keys) {
    String master = keys.equals("ok") ? "master_host:m\nmaster_link_status:up\n" : "";
    Page page =
        scrape(
            "role:" + role + "\n" + master,
            "-skip-checkkeys-for-role-master",
            "-check-single-keys",
            "k");
    assertThat(page.outcome("keys")).isEqualTo(keys);
    assertThat(page.series("redis_slave_info")).hasSize(keys.equals("ok") ? 1 : 0);
  }

  @Test
  void ofReplicasWithOneAddressTheWorseIsSeen() {
    Page page =
        scrape(
            """
            role:master
            slave0:ip=10.0.0.9,port=6379,state=online,offset=500,lag=1
            slave1:ip=10.0.0.9,port=6379,state=online,offset=90,lag=0
            slave2:ip=10.0.0.9,port=6379,state=online,offset=400,lag=77
            slave3:ip=10.0.0.9,port=6380,state=online,offset=7
            slave4:ip=10.0.0.9,port=6380,state=online,lag=5
            """);
    String labels = "{slave_ip=\"10.0.0.9\",slave_port=\"%s\",slave_state=\"online\"}";
    assertThat(page.value("redis_connected_slave_offset_bytes" + labels.formatted(6379)))
        .isEqualTo(90);
    assertThat(page.value("redis_connected_slave_lag_seconds" + labels.formatted(6379)))
        .isEqualTo(77);
    assertThat(page.value("redis_connected_slave_offset_bytes" + labels.formatted(6380)))
        .isEqualTo(7);
    assertThat(page.value("redis_connected_slave_lag_seconds" + labels.formatted(6380)))
        .isEqualTo(5);
  }

  // Names and numbers.

  @Test
  void namesEndAtTheirFirstColon() {
    Page page =
        scrape(
            """
            cmdstat_host::calls=2,usec=145,usec_per_call=72.50,rejected_calls=1,failed_calls=3
            cmdstat_post::::calls=4,usec=8
            errorstat_BAD::count=6
            latency_percentiles_usec_host::p50=1,p99=2.5,p99.9=3
            """);
    assertThat(page.value("redis_commands_total{cmd=\"host\"}")).isEqualTo(2);
    assertThat(page.value("redis_commands_duration_seconds_total{cmd=\"host\"}")).isEqualTo(145e-6);
    assertThat(page.value("redis_commands_rejected_calls_total{cmd=\"host\"}")).isEqualTo(1);
    assertThat(page.value("redis_commands_failed_calls_total{cmd=\"host\"}")).isEqualTo(3);
    assertThat(page.value("redis_commands_total{cmd=\"post\"}")).isEqualTo(4);
    assertThat(page.value("redis_errors_total{err=\"BAD\"}")).isEqualTo(6);
    assertThat(page.value("redis_latency_percentiles_usec{cmd=\"host\",quantile=\"99\"}"))
        .isEqualTo(2.5);
    assertThat(page.value("redis_latency_percentiles_usec_sum{cmd=\"host\"}")).isEqualTo(145);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p50=1,p99=,p99.9=3",
        "p50=x,p99=2,p99.9=3",
        "p50=1,p=2,p99.9=3",
        "p50=1,p99,p99.9=3",
        "p50=1,p99=2,p99.9=1e999",
        "",
        ",,"
      })
  void percentilesThatAreNotAllNumbersAreLeftOut(String parts) {
    Page page = scrape("cmdstat_get:calls=1,usec=1\nlatency_percentiles_usec_get:" + parts);
    assertThat(page.series("redis_latency_percentiles_usec")).isEmpty();
    assertThat(page.value("redis_commands_total{cmd=\"get\"}")).isEqualTo(1);
  }

  @Test
  void ofEqualPercentilesTheFirstCounts() {
    Page page =
        scrape(
            "cmdstat_get:calls=1,usec=1\nlatency_percentiles_usec_get:p50=1,p50.0=2,p0=3,p-0=4,p99=5");
    assertThat(page.series("redis_latency_percentiles_usec"))
        .containsExactly(
            "redis_latency_percentiles_usec{cmd=\"get\",quantile=\"50\"}",
            "redis_latency_percentiles_usec{cmd=\"get\",quantile=\"0\"}",
            "redis_latency_percentiles_usec{cmd=\"get\",quantile=\"99\"}");
    assertThat(page.value("redis_latency_percentiles_usec{cmd=\"get\",quantile=\"50\"}"))
        .isEqualTo(1);
  }

  @Test
  void everyWholePercentileIsThere() {
    String parts =
        IntStream.rangeClosed(0, 100)
            .mapToObj(i -> "p" + i + "=1")
            .collect(Collectors.joining(","));
    Page page = scrape("cmdstat_get:calls=1,usec=1\nlatency_percentiles_usec_get:" + parts);
    assertThat(page.series("redis_latency_percentiles_usec")).hasSize(101);
  }

  @Test
  void blanksAroundNamesAndValuesBelongToNone() {
    Page page =
        scrape(
            String.join(
                "\r\n",
                "\tused_memory :\t4096 ",
                "  db0:\tkeys=5 , expires= 2,avg_ttl =1500\t",
                " cmdstat_get : calls=3, usec= 6 ",
                " maxmemory_policy:  noeviction ",
                "latency_percentiles_usec_get: p50=1 , p99= 2 ",
                " # hz:5"));
    assertThat(page.value("redis_memory_used_bytes")).isEqualTo(4096);
    assertThat(page.value("redis_db_keys{db=\"db0\"}")).isEqualTo(5);
    assertThat(page.value("redis_db_keys_expiring{db=\"db0\"}")).isEqualTo(2);
    assertThat(page.value("redis_db_avg_ttl_seconds{db=\"db0\"}")).isEqualTo(1.5);
    assertThat(page.value("redis_commands_total{cmd=\"get\"}")).isEqualTo(3);
    assertThat(page.value("redis_latency_percentiles_usec{cmd=\"get\",quantile=\"99\"}"))
        .isEqualTo(2);
    assertThat(page.label("redis_instance_info", "maxmemory_policy")).isEqualTo("noeviction");
    assertThat(page.series("redis_hz")).isEmpty();
  }

  @Test
  void aTimeToLiveBelowZeroIsNone() {
    Page page = scrape("db0:keys=5,expires=1,avg_ttl=-1\ndb1:keys=1,expires=1,avg_ttl=0\n");
    assertThat(page.series("redis_db_avg_ttl_seconds"))
        .containsExactly("redis_db_avg_ttl_seconds{db=\"db1\"}");
    assertThat(page.value("redis_db_keys{db=\"db0\"}")).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-check-key-groups=^(.*)$", "-check-keys=*", "-count-keys=db3=*"})
  void databasesOfAnyNumberThatAServerCanHaveAreThere(String flag) {
    Page page =
        scrape(
            """
            db16999:keys=5,expires=0
            db2147483647:keys=6,expires=0
            db2147483648:keys=7,expires=0
            db99999999999:keys=8,expires=0
            db99999999999999999999999:keys=9,expires=0
            """,
            flag);
    assertThat(page.value("redis_db_keys{db=\"db16999\"}")).isEqualTo(5);
    assertThat(page.value("redis_db_keys{db=\"db2147483647\"}")).isEqualTo(6);
    assertThat(page.series("redis_db_keys")).hasSize(2 + 16);
    assertThat(page.text()).doesNotContain("99999999999", "2147483648");
  }

  @Test
  void emptyDatabasesOver16384AreThere() {
    try (ReplayServer target =
            ReplayServer.of(ServerKind.REDIS_7_0)
                .answer("CONFIG GET *", "*2\r\n$9\r\ndatabases\r\n$5\r\n20000\r\n")
                .answer("CONFIG GET databases", "*2\r\n$9\r\ndatabases\r\n$5\r\n20000\r\n");
        Exporter exporter = Exporter.start()) {
      Page page = exporter.scrape(target.uri());
      assertThat(page.value("redis_db_keys{db=\"db19999\"}")).isEqualTo(0);
      assertThat(page.series("redis_db_keys")).hasSize(20_000);
    }
  }

  @Test
  void theTextNullIsNoNumber() {
    Page page = scrape("used_memory:null\ndb0:keys=null,expires=1\ndb1:keys=1,avg_ttl=null\n");
    assertThat(page.series("redis_memory_used_bytes")).isEmpty();
    assertThat(page.has("redis_db_keys{db=\"db1\"}")).isTrue();
    assertThat(page.series("redis_db_avg_ttl_seconds")).isEmpty();
  }

  // Clusters.

  @Test
  void fieldsOfAClusterAfterAFailoverAreThere() {
    String fields =
        """
        cluster_state:ok
        cluster_stats_messages_auth-req_sent:1
        cluster_stats_messages_auth-ack_received:2
        cluster_stats_messages_sent:30
        total_cluster_links_buffer_limit_exceeded:4
        cluster_a b:5
        """;
    try (ReplayServer target =
            ReplayServer.of(ServerKind.REDIS_7_0)
                .answerBulk("INFO ALL", SERVER + "role:master\ncluster_enabled:1\n")
                .answerBulk("CLUSTER INFO", fields);
        Exporter exporter = Exporter.start()) {
      Page page = exporter.scrape(target.uri());
      assertThat(page.outcome("cluster")).isEqualTo("ok");
      assertThat(page.value("redis_cluster_state")).isEqualTo(1);
      assertThat(page.value("redis_cluster_stats_messages_auth_req_sent")).isEqualTo(1);
      assertThat(page.value("redis_cluster_stats_messages_auth_ack_received")).isEqualTo(2);
      assertThat(page.value("redis_cluster_messages_sent_total")).isEqualTo(30);
      assertThat(page.value("redis_total_cluster_links_buffer_limit_exceeded")).isEqualTo(4);
    }
  }
}
