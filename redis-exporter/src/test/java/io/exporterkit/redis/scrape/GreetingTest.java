package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.MisbehavingServer;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.ServerKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of servers that send an error to a new connection and close it, whatever the first command is.
class GreetingTest {
  private static final String CLOSES = "the target closes the connection: ";

  private static Exporter exporter(String address, String flags) {
    List<String> all = new ArrayList<>(List.of("-connection.max-age=0"));
    boolean other = flags.equals("a database");
    all.addAll(List.of("-redis.addr", "redis://" + address + (other ? "/3" : "")));
    if (flags.startsWith("-")) {
      all.addAll(List.of(flags.split(" ", -1)));
    }
    return Exporter.start(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "a database",
        "-set-client-name=false",
        "-ping-on-connect",
        "-ping-on-connect -set-client-name=false",
        "-redis.password=secret",
        "-redis.user=ann -redis.password=secret"
      })
  void aFullServerIsNamed(String flags) {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        RespConnection last = server.connect();
        Exporter exporter = exporter(server.address(), flags)) {
      last.command("CONFIG", "SET", "maxclients", "1");
      for (int i = 0; i < 20; i++) {
        Page page = exporter.metrics();
        assertThat(page.up()).isFalse();
        assertThat(page.error()).isEqualTo(CLOSES + "ERR max number of clients reached");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "a database",
        "-set-client-name=false",
        "-ping-on-connect",
        "-redis.password=secret"
      })
  void protectedModeIsNamed(String flags) {
    MisbehavingServer.Behaviour denies =
        visitor -> visitor.write("-DENIED Redis is running in protected mode because...\r\n");
    MisbehavingServer.Behaviour leaves =
        visitor -> {
          denies.meet(visitor);
          visitor.awaitCommand();
        };
    try (MisbehavingServer server = MisbehavingServer.start(leaves);
        Exporter exporter = exporter(server.address(), flags)) {
      for (int i = 0; i < 2; i++) {
        assertThat(exporter.metrics().error())
            .isEqualTo(CLOSES + "DENIED Redis is running in protected mode because...");
      }
    }
  }
}
