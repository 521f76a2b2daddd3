package io.exporterkit.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.net.ProtocolException;
import io.exporterkit.redis.cluster.ClusterSlots.Node;
import io.exporterkit.redis.protocol.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hash slots, replies to CLUSTER SLOTS, and redirections.
class ClusterSlotsTest {
  @ParameterizedTest
  @CsvSource({
    "123456789,12739", // the check value of CRC-16/XMODEM
    "'',0",
    "user:1000,1649",
    "{user}:1000,5474",
    "x{user}y,5474",
    "{}user,12192",
    "{user,9243",
    "user},5858",
    "{{user}}z,9243"
  })
  void slotsAreThoseOfTheServer(String key, int slot) {
    assertThat(KeySlot.of(key.getBytes(StandardCharsets.UTF_8))).isEqualTo(slot);
  }

  private static Reply text(String text) {
    return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Reply list(Reply... elements) {
    return new Reply.Array(List.of(elements));
  }

  private static Reply range(int first, int last, Reply host, Reply... more) {
    Reply[] master = new Reply[3 + more.length];
    master[0] = host;
    master[1] = new Reply.Int(7000);
    master[2] = text("id");
    System.arraycopy(more, 0, master, 3, more.length);
    return list(new Reply.Int(first), new Reply.Int(last), list(master));
  }

  @Test
  void readsWhoServesWhat() throws ProtocolException {
    ClusterSlots slots =
        ClusterSlots.parse(
            list(range(0, 99, text("10.0.0.1")), range(200, 16383, text("node-2"))), "seed");
    assertThat(slots.owner(0)).isEqualTo(new Node("10.0.0.1", 7000));
    assertThat(slots.owner(99)).isEqualTo(new Node("10.0.0.1", 7000));
    assertThat(slots.owner(100)).isNull();
    assertThat(slots.owner(16383)).isEqualTo(new Node("node-2", 7000));
    assertThat(slots.isWhole()).isFalse();
    assertThat(slots.masters()).hasSize(2);
  }

  @Test
  void aNodeWithoutAnAddressIsTheOneThatWasAsked() throws ProtocolException {
    for (Reply host : List.of(new Reply.Nil(), text(""), text("?"), text("null"))) {
      ClusterSlots slots = ClusterSlots.parse(list(range(0, 16383, host)), "seed");
      assertThat(slots.owner(5)).isEqualTo(new Node("seed", 7000));
      assertThat(slots.isWhole()).isTrue();
    }
  }

  @Test
  void aNodeWithoutAHostNameIsToldByTheAddressInItsMetadata() throws ProtocolException {
    Reply metadata = list(text("ip"), text("10.0.0.9"));
    ClusterSlots slots = ClusterSlots.parse(list(range(0, 16383, text("?"), metadata)), "seed");
    assertThat(slots.owner(5)).isEqualTo(new Node("10.0.0.9", 7000));
  }

  @Test
  void aNodeWithoutAPortIsReachedByItsTlsPortOrNotAtAll() throws ProtocolException {
    Reply shards =
        list(
            list(
                text("slots"),
                list(new Reply.Int(0), new Reply.Int(99)),
                text("nodes"),
                list(
                    list(text("id"), text("a"), text("tls-port"), new Reply.Int(7443)),
                    list(text("id"), text("b"), text("port"), new Reply.Int(7000)),
                    list(text("id"), text("c"), text("tls-port"), new Reply.Int(99999999)),
                    text("no node"))),
            text("no shard"));
    Map<String, Integer> ports = ClusterPorts.parse(shards);
    assertThat(ports).containsExactly(Map.entry("a", 7443));
    assertThat(ClusterPorts.parse(new Reply.Nil())).isEmpty();
    Reply reply =
        list(
            slot(0, text("h"), new Reply.Int(0), text("a")),
            slot(1, text("h"), new Reply.Int(0), text("b")),
            slot(2, text("h"), new Reply.Int(70000), text("c")),
            slot(3, text("h"), new Reply.Int(7001), text("a")),
            slot(4, text("h"), new Reply.Int(0)));
    ClusterSlots slots = ClusterSlots.parse(reply, "seed", ports);
    assertThat(slots.owner(0)).isEqualTo(new Node("h", 7443, true));
    for (int without : List.of(1, 2, 4)) {
      assertThat(slots.owner(without)).isEqualTo(new Node("h", 0));
    }
    assertThat(slots.owner(3)).isEqualTo(new Node("h", 7001));
    assertThat(slots.hasPorts()).isFalse();
  }

  private static Reply slot(int slot, Reply... master) {
    return list(new Reply.Int(slot), new Reply.Int(slot), list(master));
  }

  @Test
  void refusesWhatIsNoListOfSlots() {
    for (Reply reply :
        List.of(
            text("no"),
            list(text("no")),
            list(list(new Reply.Int(0), new Reply.Int(5))),
            range(0, 5, text("h")),
            list(range(0, 16384, text("h"))),
            list(range(-1, 5, text("h"))))) {
      assertThatThrownBy(() -> ClusterSlots.parse(reply, "seed"))
          .isInstanceOf(ProtocolException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MOVED 3999 127.0.0.1:6381,127.0.0.1,6381,false",
    "ASK 3999 127.0.0.1:6381,127.0.0.1,6381,true",
    "MOVED 3999 :6381,seed,6381,false",
    "MOVED 3999 ?:6381,seed,6381,false",
    "ASK 3999 null:6381,seed,6381,true",
    "MOVED 3999 2001:db8::1:6381,2001:db8::1,6381,false",
    "MOVED 3999 node-2.example.org:6381,node-2.example.org,6381,false"
  })
  void readsRedirections(String message, String host, int port, boolean asking) {
    assertThat(Redirect.of(new Reply.Error(message), "seed"))
        .isEqualTo(new Redirect(new Node(host, port), asking));
  }

  @ParameterizedTest
  @CsvSource({
    "WRONGTYPE no",
    "MOVED",
    "MOVED 3999",
    "ASK 1 host:port",
    "MOVED 1 h:70000",
    "MOVED 1 h:0",
    "MOVED 1 h:99999999999999999999",
    "TRYAGAIN later"
  })
  void otherErrorsAreNone(String message) {
    assertThat(Redirect.of(new Reply.Error(message), "seed")).isNull();
  }
}
