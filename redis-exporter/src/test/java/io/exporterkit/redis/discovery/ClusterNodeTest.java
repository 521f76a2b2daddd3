package io.exporterkit.redis.discovery;

import static org.assertj.core.api.Assertions.assertThat;

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
          10.0.0.4:6379@16379 | slave                | true
          10.0.0.4:6379@16379 | master,fail?         | true
          10.0.0.4:6379@16379 | slave,nofailover     | true
          10.0.0.4:6379@16379 | master,fail          | false
          10.0.0.4:6379@16379 | handshake            | false
          :0@0                | master,noaddr        | false
          10.0.0.4:6379@16379 | master,noaddr        | false
          :6379@16379         | master               | false
          :6379@16379         | myself,master        | true
          10.0.0.4:0@0        | master               | false
          """)
  void isATargetWhereItCanBeAsked(String endpoint, String flags, boolean target) {
    assertThat(node(endpoint, flags).isTarget()).isEqualTo(target);
  }

  @Test
  void passesOverWhatIsNoNode() {
    assertThat(ClusterNode.parse("")).isEmpty();
    assertThat(ClusterNode.parse("\r\nnonsense\n")).isEmpty();
  }
}
