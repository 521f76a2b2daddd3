package io.exporterkit.redis.session;

import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.net.Patience;
import io.exporterkit.probe.KnownTargets;
import io.exporterkit.redis.protocol.Credentials;
import io.exporterkit.redis.protocol.RedisErrorException;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.DeadlineException;
import io.exporterkit.scrape.Ticker;
import io.exporterkit.tls.ClientContext;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All targets there are, by address and by the credentials that are really sent, so that nobody has another's session, and names that
/// make no difference make no target. A target not scraped for ten minutes is forgotten, and beyond a number of them the one longest not
/// scraped. Safe for use by several threads.
public final class RedisTargets implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RedisTargets.class);

  private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  /// Targets remembered: each takes about 2 KB.
  private static final int MOST = 5000;

  private final Ticker ticker;
  private final Connector connector;
  private final SessionOpener opener;
  private final SessionOpener nodeOpener;
  private final Semaphore refusedKeysRoom = RefusedKeys.room();
  private final KnownTargets<Key, RedisTarget> targets;

  /// @param node whether it is asked as a node of a cluster, and not scraped: nothing it is told to do for scrapes belongs to it then
  private record Key(
      TargetAddress address, String tlsServerName, Credentials credentials, boolean node) {
    @Override
    public String toString() {
      return address.display();
    }
  }

  /// @param asked commands that scrapes may put into their first round, in this order
  /// @param tls for targets reached with TLS
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

  /// The target with this address and these credentials: the same object at each call, as long as it is in use.
  ///
  /// @param tlsServerName name that the target's certificate must hold; empty for the host of its address
  public RedisTarget get(TargetAddress address, String tlsServerName, Credentials credentials) {
    return get(address, tlsServerName, credentials, false);
  }

  private RedisTarget get(
      TargetAddress address, String tlsServerName, Credentials credentials, boolean node) {
    boolean tls = address.transport() == Transport.TLS;
    Key key =
        new Key(
            address.withoutCredentials(),
            tls ? tlsServerName : "",
            credentials.areGiven() ? credentials : Credentials.NONE,
            node);
    return targets.get(
        key,
        wanted ->
            new RedisTarget(
                wanted.address,
                wanted.tlsServerName,
                wanted.credentials,
                connector.pool(),
                refusedKeysRoom,
                ticker));
  }

  /// Number of targets remembered.
  public int knownTargets() {
    return targets.size();
  }

  /// Number of connections kept for the next scrapes.
  public int keptConnections() {
    return connector.pool().size();
  }

  /// A session with a target for something else than a scrape: only INFO has been asked for, and the scrapes' connection is left to them.
  ///
  /// @throws DeadlineException when INFO was not answered in time
  /// @throws IOException when the target cannot be reached or is no Redis
  /// @throws RedisErrorException when it refused to answer
  public RedisSession openAside(RedisTarget target, Deadline deadline)
      throws IOException, InterruptedException {
    return openNode(target, target.address(), nodeOpener.patience(deadline));
  }

  private RedisSession openNode(RedisTarget seed, TargetAddress address, Patience patience)
      throws IOException, InterruptedException {
    // Other nodes have certificates of their own.
    String name = address.isSameServer(seed.address()) ? seed.tlsServerName() : "";
    RedisTarget node = get(address, name, seed.credentials(), true);
    try {
      RedisSession session = nodeOpener.open(node, patience, ConnectTimes.NONE);
      ended(node, "");
      return session;
    } catch (IOException e) {
      ended(node, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /// Logs what went wrong with a node where it is news.
  private static void ended(RedisTarget node, String error) {
    if (node.isNews(error) && !error.isEmpty()) {
      log.warn("node {}: {}", node.address(), error);
    }
  }

  /// Has everything that targets refused tried again.
  public void forgetRefusals() {
    targets.all().forEach(target -> target.refusals().forgetAll());
  }

  /// Opens sessions.
  public SessionOpener opener() {
    return opener;
  }

  @Override
  public void close() {
    targets.close();
    connector.close();
  }
}
