package io.exporterkit.redis.connection;

import io.exporterkit.redis.connection.ClusterSlots.Node;
import io.exporterkit.scrape.DeadlineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The nodes of a cluster in one scrape: a session with each that is needed, opened once, on a connection that is kept for the next
/// scrape as a target's own is. One that cannot be reached is tried once. Used by one thread.
final class ClusterNodes {
  // A slot on its way may take two redirections; more lead in a circle.
  private static final int MOST_HOPS = 3;

  private final RedisSession seed;
  private final RedisTarget target;
  private final NodeSessions sessions;
  private final Patience patience;
  private final Map<TargetAddress, RedisSession> open = new HashMap<>();
  private final Map<TargetAddress, IOException> failed = new HashMap<>();
  private int hops;

  /// Opens a session with a node.
  @FunctionalInterface
  interface NodeSessions {
    /// Opens it with the credentials of the target that leads to it.
    RedisSession open(RedisTarget seed, TargetAddress node, Patience patience)
        throws IOException, RedisErrorException, InterruptedException;
  }

  /// @param seed the scrape's session, with which all others end
  ClusterNodes(RedisSession seed, RedisTarget target, NodeSessions sessions, Patience patience) {
    this.seed = seed;
    this.target = target;
    this.sessions = sessions;
    this.patience = patience;
    seed.onClose(() -> open.values().forEach(RedisSession::close));
  }

  /// The session with a node; the target's own where that is the node. A node that says nothing takes a quarter of the time that is left, no more.
  RedisSession at(Node node) throws IOException, InterruptedException {
    TargetAddress address = target.address().at(node.host(), node.port(), node.tls());
    if (address.isSameServer(target.address())) {
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
    patience.deadline().check();
    if (node.port() == 0) {
      String transport = address.transport() == TargetAddress.Transport.TLS ? "TLS" : "plain text";
      throw failed(
          address,
          new IOException("a node of the cluster: the cluster names no port for " + transport));
    }
    try {
      long quarter = Math.max(1, patience.deadline().remainingNanos() / 4);
      RedisSession session = sessions.open(target, address, patience.withSilence(quarter));
      session.join(this, seed);
      open.put(address, session);
      return session;
    } catch (DeadlineException e) {
      throw failed(address, new DeadlineException("a node of the cluster: " + e.getMessage()));
    } catch (IOException | RedisErrorException e) {
      throw failed(address, new IOException("a node of the cluster: " + e.getMessage(), e));
    }
  }

  private IOException failed(TargetAddress address, IOException why) {
    failed.put(address, why);
    return why;
  }

  /// Replies in which those that lead to another node are replaced by what that one answers to the same command.
  ///
  /// @param host of the node that answered
  /// @throws IOException when another node cannot be reached
  List<Reply> follow(RedisSession from, String host, Batch batch, List<Reply> replies)
      throws IOException, RedisErrorException, InterruptedException {
    Map<Redirect, List<Integer>> elsewhere = new LinkedHashMap<>();
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof Reply.Error error) {
        Redirect redirect = Redirect.of(error, host);
        if (redirect != null) {
          elsewhere.computeIfAbsent(redirect, _ -> new ArrayList<>()).add(i);
        }
      }
    }
    if (elsewhere.isEmpty() || hops == MOST_HOPS) {
      return replies;
    }
    List<Reply> all = new ArrayList<>(replies);
    hops++;
    try {
      for (Map.Entry<Redirect, List<Integer>> entry : elsewhere.entrySet()) {
        Node node = entry.getKey().node();
        RedisSession there = at(from.speaksTls() ? node.withTls() : node);
        ask(there, from, entry.getKey().asking(), batch, entry.getValue(), all);
      }
    } finally {
      hops--;
    }
    return all;
  }

  /// Asks a node for some commands of a batch, in the database they were meant for, and puts the replies into their places.
  private static void ask(
      RedisSession there,
      RedisSession from,
      boolean asking,
      Batch batch,
      List<Integer> places,
      List<Reply> into)
      throws IOException, RedisErrorException, InterruptedException {
    Batch again = new Batch();
    for (int place : places) {
      if (asking) {
        again.command("ASKING");
      }
      again.copy(batch, place);
    }
    List<Reply> replies = there.roundIn(from.database(), again);
    int stride = asking ? 2 : 1;
    for (int i = 0; i < places.size(); i++) {
      into.set(places.get(i), replies.get(i * stride + stride - 1));
    }
  }
}
