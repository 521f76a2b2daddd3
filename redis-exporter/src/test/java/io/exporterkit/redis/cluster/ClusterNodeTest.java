package io.exporterkit.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lines of CLUSTER NODES, of all versions and states.
class ClusterNodeTest {
  private static ClusterNode node(String endpoint, String flags) {
    List<ClusterNode> nodes =
        ClusterNode.parse("07c3 " + endpoint + " " + flags + " - 0 1426238317239 4 connected\n");
    assertThat(nodes).hasSize(1);
    return nodes.getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.0.0.4:6379                                 | 10.0.0.4    | 6379 | ''
          10.0.0.4:6379@16379                           | 10.0.0.4    | 6379 | ''
          10.0.0.4:6379@16379,                          | 10.0.0.4    | 6379 | ''
          10.0.0.4:6379@16379,redis-4                   | 10.0.0.4    | 6379 | redis-4
          10.0.0.4:6379@16379,redis-4,shard-id=69bc     | 10.0.0.4    | 6379 | redis-4
          10.0.0.4:6379@16379,,tls-port=0,shard-id=69bc | 10.0.0.4    | 6379 | ''
          10.0.0.4:6379@16379,shard-id=69bc             | 10.0.0.4    | 6379 | ''
          10.0.0.4:6379@16379,?                         | 10.0.0.4    | 6379 | ''
          10.0.0.4:6379@16379,null                      | 10.0.0.4    | 6379 | ''
          2001:db8::1:6379@16379                        | 2001:db8::1 | 6379 | ''
          :6379@16379                                   | ''          | 6379 | ''
          :0@0                                          | ''          | 0    | ''
          """)
  void readsTheEndpoint(String endpoint, String ip, int port, String hostname) {
    ClusterNode node = node(endpoint, "master");
    assertThat(node.ip()).isEqualTo(ip);
    assertThat(node.port()).isEqualTo(port);
    assertThat(node.hostname()).isEqualTo(hostname);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.0.0.4:6379@16379 | myself,master        | true
          ?:6379@16379        | master               | false
          null:6379@16379     | myself,master        | true
          10.0.0.4:6379@16379 | slave                | true
          10.0.0.4:6379@16379 | master,fail?         | true
          10.0.0.4:6379@16379 | slave,nofailover     | true
          10.0.0.4:6379@16379 | master,fail          | false
          10.0.0.4:6379@16379 | handshake            | false
          :0@0                | master,noaddr        | false
          10.0.0.4:6379@16379 | master,noaddr        | false
          :6379@16379         | master               | false
          :6379@16379         | myself,master        | true
          """)
  void isATargetWhereItCanBeAsked(String endpoint, String flags, boolean target) {
    assertThat(node(endpoint, flags).isWanted()).isEqualTo(target);
  }

  @Test
  void aLineOfAnyLengthCostsItsLengthOnce() {
    String many = "x,".repeat(1_000_000);
    String line =
        "07c3 10.0.0.4:6379@16379," + many + " master," + many + " - " + "y ".repeat(1_000_000);
    List<ClusterNode> nodes =
        assertTimeout(Duration.ofSeconds(2), () -> ClusterNode.parse(line + "\n" + line));
    assertThat(nodes).hasSize(2);
    assertThat(nodes.getFirst().port()).isEqualTo(6379);
    assertThat(nodes.getFirst().flags()).contains("master").hasSizeLessThan(20);
    assertThat(ClusterNode.parse("z".repeat(1_000_000) + " 10.0.0.4:6379@16379 master")).isEmpty();
  }

  @Test
  void passesOverWhatIsNoNode() {
    assertThat(ClusterNode.parse("")).isEmpty();
    assertThat(ClusterNode.parse("\r\nnonsense\n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.1.2.3:0@17000,db-a,tls-port=7443,shard-id=5e | true  | 7443
          10.1.2.3:0@17000,,tls-port=7443                 | true  | 7443
          10.1.2.3:7000@17000,db-a,tls-port=7443          | true  | 7443
          10.1.2.3:7000@17000,db-a,tls-port=7443          | false | 7000
          10.1.2.3:7443@17000,db-a,tcp-port=7000          | true  | 7443
          10.1.2.3:7443@17000,db-a,tcp-port=7000          | false | 7000
          10.1.2.3:0@17000,db-a,tls-port=7443             | false | 0
          10.1.2.3:0@17000,db-a,tls-port=99999999999      | true  | 0
          """)
  void readsThePortForTheTransport(String endpoint, boolean tls, int port) {
    assertThat(node(endpoint, "master").port(tls)).isEqualTo(port);
  }
}
