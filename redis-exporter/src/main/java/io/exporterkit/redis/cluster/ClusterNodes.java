package io.exporterkit.redis.cluster;

import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.redis.cluster.ClusterSlots.Node;
import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.Round;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.session.Redirections;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.time.DeadlineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sessions with the nodes of a cluster in one scrape. Each session is opened when it is needed, on a connection
/// that is kept for the next scrape. A node that cannot be reached is tried once in a scrape. Used by one thread.
final class ClusterNodes implements Redirections {
  // A slot that is being moved may need two redirections. More of them lead in a circle.
  private static final int MOST_HOPS = 3;
  private static final Reply UNREACHABLE =
      new Reply.Error("UNREACHABLE the node cannot be reached");

  private final RedisSession seed;
  private final Map<TargetAddress, RedisSession> open = new HashMap<>();
  private final Map<TargetAddress, IOException> failed = new HashMap<>();
  private int hops;

  private ClusterNodes(RedisSession seed) {
    this.seed = seed;
    seed.onClose(() -> open.values().forEach(RedisSession::close));
  }

  /// Returns the nodes of the cluster to which a session's server belongs: the same object at each call.
  static ClusterNodes of(RedisSession session) {
    if (session.redirections() instanceof ClusterNodes known) {
      return known;
    }
    ClusterNodes nodes = new ClusterNodes(session);
    session.follow(nodes);
    return nodes;
  }

  /// Returns the session with a node, which is the target's own session where the node is the target. Opening a session
  /// lasts a quarter of the time left at most.
  ///
  /// @throws IOException when the node cannot be reached, now or before in this scrape
  RedisSession at(Node node) throws IOException, InterruptedException {
    TargetAddress address = seed.address().at(node.host(), node.port(), node.tls());
    if (address.isSameServer(seed.address())) {
      return seed;
    }
    RedisSession known = open.get(address);
    if (known != null) {
      return known;
    }
    IOException before = failed.get(address);
    if (before != null) {
      throw before;
    }
    seed.deadline().check();
    if (node.port() == 0) {
      String transport = address.transport() == Transport.TLS ? "TLS" : "plain text";
      throw failed(
          address,
          new IOException("a node of the cluster: the cluster names no port for " + transport));
    }
    try {
      long quarter = Math.max(1, seed.deadline().remainingNanos() / 4);
      RedisSession session = seed.openOther(address, quarter);
      session.follow(this);
      open.put(address, session);
      return session;
    } catch (DeadlineException e) {
      throw failed(address, new DeadlineException("a node of the cluster: " + e.getMessage()));
    } catch (IOException e) {
      throw failed(address, new IOException("a node of the cluster: " + e.getMessage(), e));
    }
  }

  private IOException failed(TargetAddress address, IOException why) {
    failed.put(address, why);
    return why;
  }

  @Override
  public Round follow(RedisSession from, Batch batch, Round round) throws InterruptedException {
    Map<Redirect, List<Integer>> elsewhere = new LinkedHashMap<>();
    List<Reply> all = new ArrayList<>(round.arrived());
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof Reply.Error error) {
        Redirect redirect = Redirect.of(error, from.host());
        if (redirect != null) {
          elsewhere.computeIfAbsent(redirect, _ -> new ArrayList<>()).add(i);
        }
      }
    }
    if (elsewhere.isEmpty() || hops == MOST_HOPS) {
      return round;
    }
    IOException end = round.end();
    hops++;
    try {
      for (Map.Entry<Redirect, List<Integer>> entry : elsewhere.entrySet()) {
        IOException failure = ask(entry.getKey(), from, batch, entry.getValue(), all);
        end = end == null ? failure : end;
      }
    } finally {
      hops--;
    }
    return new Round(all, end);
  }

  /// Sends some commands of a batch to a node, in the database of the first session, and stores the replies at the
  /// places of those commands.
  ///
  /// @return the reason why some commands were not answered; null when all were
  private @Nullable IOException ask(
      Redirect redirect, RedisSession from, Batch batch, List<Integer> places, List<Reply> into)
      throws InterruptedException {
    Batch again = new Batch();
    for (int place : places) {
      into.set(place, UNREACHABLE);
      if (redirect.asking()) {
        again.command("ASKING");
      }
      again.copy(batch, place);
    }
    try {
      Node node = redirect.node();
      Round there = at(from.speaksTls() ? node.withTls() : node).roundIn(from.database(), again);
      List<Reply> replies = there.arrived();
      int stride = redirect.asking() ? 2 : 1;
      for (int i = 0; (i + 1) * stride <= replies.size(); i++) {
        into.set(places.get(i), replies.get(i * stride + stride - 1));
      }
      return there.end();
    } catch (IOException e) {
      return e;
    }
  }
}
