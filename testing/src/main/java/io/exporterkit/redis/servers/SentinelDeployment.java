package io.exporterkit.redis.servers;

import java.time.Duration;
import java.util.List;

/// A master with a replica, and three sentinels that have found each other and the replica. `close()` kills all
/// processes.
public record SentinelDeployment(RedisServer master, RedisServer replica, List<Sentinel> sentinels)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  public SentinelDeployment {
    sentinels = List.copyOf(sentinels);
  }

  /// Starts the servers, and returns when each sentinel knows all others.
  public static SentinelDeployment start(ServerKind kind) {
    RedisServer master = RedisServer.start(kind);
    RedisServer replica =
        RedisServer.startReplica(
            master, kind == ServerKind.REDIS_6_0 ? ServerKind.REDIS_7_0 : kind);
    SentinelDeployment deployment =
        new SentinelDeployment(
            master,
            replica,
            List.of(
                Sentinel.start(master, kind, 2),
                Sentinel.start(master, kind, 2),
                Sentinel.start(master, kind, 2)));
    Await.until(
        PATIENCE,
        "the sentinels to find everybody",
        () ->
            deployment.sentinels.stream()
                .allMatch(s ->
                    s.command("INFO", "SENTINEL").contains("slaves=1,sentinels=3")
                        && s.command("SENTINEL", "CKQUORUM", "mymaster").startsWith("OK 3")
                        && s.command("SENTINEL", "REPLICAS", "mymaster")
                            .contains("\nflags\nslave\n")
                        && !s.command("SENTINEL", "SENTINELS", "mymaster")
                            .contains("disconnected")));
    return deployment;
  }

  public Sentinel first() {
    return sentinels.getFirst();
  }

  @Override
  public void close() {
    sentinels.forEach(Sentinel::close);
    replica.close();
    master.close();
  }
}
