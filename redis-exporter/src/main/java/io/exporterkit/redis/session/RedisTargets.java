package io.exporterkit.redis.session;

import io.exporterkit.net.DialRule;
import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.net.Patience;
import io.exporterkit.probe.KnownTargets;
import io.exporterkit.redis.protocol.Credentials;
import io.exporterkit.redis.protocol.RedisErrorException;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import io.exporterkit.time.Ticker;
import io.exporterkit.tls.ClientContext;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All known targets, by address, by the credentials that are sent, and by the rule for connections: targets with
/// different credentials or rules never share a session, and addresses that lead to the same connection are one target.
/// A target that was not scraped for ten minutes is forgotten, and when there are too many, the one that was not
/// scraped for the longest time. Safe for use by several threads.
public final class RedisTargets implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RedisTargets.class);

  private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  /// Number of known targets; each needs about 2 KB.
  private static final int MOST = 5000;

  private final Ticker ticker;
  private final Connector connector;
  private final SessionOpener opener;
  private final SessionOpener nodeOpener;
  private final Semaphore refusedKeysRoom = RefusedKeys.room();
  private final KnownTargets<Key, RedisTarget> targets;

  /// @param node whether the target is a node of another target's cluster, and so has a first round of its own
  private record Key(
      TargetAddress address,
      String tlsServerName,
      Credentials credentials,
      DialRule rule,
      boolean node) {
    // Written out, because the methods that the compiler adds to a record are linked at run time.
    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Key other
          && address.equals(other.address)
          && tlsServerName.equals(other.tlsServerName)
          && credentials.equals(other.credentials)
          && rule.equals(other.rule)
          && node == other.node;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * address.hashCode() + tlsServerName.hashCode()) + credentials.hashCode();
    }

    @Override
    public String toString() {
      return address.display();
    }
  }

  /// @param asked commands that may be part of the first round, in this order
  /// @param tls for targets that are reached with TLS
  public RedisTargets(
      ConnectionSettings settings, ClientContext tls, FirstRound asked, Ticker ticker) {
    this.ticker = ticker;
    this.connector = new Connector(tls, settings.maxAge(), ticker);
    this.opener = new SessionOpener(settings, connector, InfoCommand.ALL, asked, this::openNode);
    this.nodeOpener =
        new SessionOpener(settings, connector, InfoCommand.SHORT, FirstRound.NONE, this::openNode);
    this.targets = new KnownTargets<>(MOST, FORGET_AFTER, RedisTarget::forget, ticker);
    targets.sweepToo(connector.pool()::closeOld);
  }

  /// Returns the target with this address and these credentials: the same object at each call until it is forgotten.
  ///
  /// @param tlsServerName name that the target's certificate must contain; empty for the host of its address
  /// @param rule for connections to the target and to its nodes
  public RedisTarget get(
      TargetAddress address, String tlsServerName, Credentials credentials, DialRule rule) {
    return get(address, tlsServerName, credentials, rule, false);
  }

  private RedisTarget get(
      TargetAddress address,
      String tlsServerName,
      Credentials credentials,
      DialRule rule,
      boolean node) {
    boolean tls = address.transport() == Transport.TLS;
    Key key =
        new Key(
            address.withoutCredentials(),
            tls ? tlsServerName : "",
            credentials.areGiven() ? credentials : Credentials.NONE,
            rule,
            node);
    return targets.get(
        key,
        wanted ->
            new RedisTarget(
                wanted.address,
                wanted.tlsServerName,
                wanted.credentials,
                wanted.rule,
                connector.pool(),
                refusedKeysRoom,
                ticker));
  }

  /// Returns the number of known targets.
  public int knownTargets() {
    return targets.size();
  }

  /// Returns the number of connections that are kept for the next scrapes.
  public int keptConnections() {
    return connector.pool().size();
  }

  /// Opens a session for another purpose than a scrape, on another connection than the scrapes use. The first round is
  /// INFO alone. The caller closes the session.
  ///
  /// @throws DeadlineException when INFO was not answered in time
  /// @throws IOException when the target cannot be reached or is no Redis
  /// @throws RedisErrorException when the target refuses INFO, AUTH or SELECT
  public RedisSession openAside(RedisTarget target, Deadline deadline)
      throws IOException, InterruptedException {
    return openNode(target, target.address(), nodeOpener.patience(deadline));
  }

  /// Opens a session for a scan in the background, on another connection than the scrapes use. The first round is INFO
  /// alone. The caller closes the session.
  ///
  /// @throws DeadlineException when INFO was not answered in time
  /// @throws IOException when the target cannot be reached or is no Redis
  /// @throws RedisErrorException when the target refuses INFO, AUTH or SELECT
  RedisSession openForScan(RedisTarget target, Deadline deadline)
      throws IOException, InterruptedException {
    RedisTarget node =
        get(target.address(), target.tlsServerName(), target.credentials(), target.rule(), true);
    return nodeOpener.open(node, nodeOpener.patience(deadline), ConnectTimes.NONE);
  }

  private RedisSession openNode(RedisTarget seed, TargetAddress address, Patience patience)
      throws IOException, InterruptedException {
    // Other nodes have certificates of their own.
    String name = address.isSameServer(seed.address()) ? seed.tlsServerName() : "";
    RedisTarget node = get(address, name, seed.credentials(), seed.rule(), true);
    try {
      RedisSession session = nodeOpener.open(node, patience, ConnectTimes.NONE);
      ended(node, "");
      return session;
    } catch (IOException e) {
      ended(node, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /// Logs the failure of a node when it differs from the failure before.
  private static void ended(RedisTarget node, String error) {
    if (node.isNews(error) && !error.isEmpty()) {
      log.warn("node {}: {}", node.address(), error);
    }
  }

  /// Forgets all refusals of all targets, so that the commands are sent again.
  public void forgetRefusals() {
    targets.all().forEach(target -> target.refusals().forgetAll());
  }

  /// Returns the opener of sessions for scrapes.
  public SessionOpener opener() {
    return opener;
  }

  @Override
  public void close() {
    targets.close();
    connector.close();
  }
}
