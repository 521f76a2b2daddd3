package io.exporterkit.redis.servers;

import io.exporterkit.testing.server.Loopback;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A TCP proxy on loopback that delays bytes by half a round-trip time in each direction, without a limit on
/// throughput. The proxy counts round trips, can stall or cut connections, and can forward new ones to another server.
/// Connecting is not delayed, because the kernel accepts at once.
public final class SlowLink implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  /// The maximum number of chunks on the way in one direction: 64 MB.
  private static final int CHUNKS_IN_FLIGHT = 1024;

  private final long oneWayNanos;
  private final Loopback loopback;
  private final AtomicLong toServer = new AtomicLong();
  private final AtomicLong toClient = new AtomicLong();
  private final List<Connection> connections = new ArrayList<>();
  private String target;

  /// Connections with a lower number are stalled.
  private int stalledBelow;

  private SlowLink(String target, Duration roundTrip) {
    this.target = target;
    this.oneWayNanos = roundTrip.toNanos() / 2;
    this.loopback = new Loopback("slow link", this::serve);
  }

  /// Opens a link to `host:port`.
  public static SlowLink to(String target, Duration roundTrip) {
    SlowLink link = new SlowLink(target, roundTrip);
    link.loopback.start();
    return link;
  }

  /// Bytes on the way, to be delivered at the moment `due`, on the scale of [System#nanoTime]. An empty array means
  /// that the sender has closed the connection.
  @SuppressWarnings("ArrayRecordComponent") // private, never compared, never changed
  private record Chunk(byte[] bytes, long due) {}

  /// The direction of the last bytes of a connection, and its number of round trips.
  private static final class Connection {
    private boolean serverSpokeLast = true;
    private int roundTrips;

    /// Records that bytes have arrived from the client.
    synchronized void clientSpoke() {
      if (serverSpokeLast) {
        serverSpokeLast = false;
        roundTrips++;
      }
    }

    /// Records that bytes are about to be delivered to the client, because bytes that the client sends from now on may
    /// be an answer to them.
    synchronized void serverSpoke() {
      serverSpokeLast = true;
    }

    synchronized int roundTrips() {
      return roundTrips;
    }
  }

  private void serve(Socket client, int number) throws IOException, InterruptedException {
    Connection connection = new Connection();
    String to;
    synchronized (this) {
      connections.add(connection);
      to = target;
    }
    try (Socket server = new Socket()) {
      loopback.track(server);
      try {
        server.setTcpNoDelay(true);
        server.connect(RespConnection.socketAddress(to), 5000);
        Thread up = pass(number, client, server, toServer, connection::clientSpoke, () -> {});
        Thread down = pass(number, server, client, toClient, () -> {}, connection::serverSpoke);
        up.join();
        down.join();
      } finally {
        loopback.forget(server);
      }
    }
  }

  /// Starts to forward bytes from one socket to the other. The thread ends after it has delivered all bytes and the end
  /// of the stream.
  private Thread pass(
      int number,
      Socket from,
      Socket to,
      AtomicLong count,
      Runnable onArrival,
      Runnable onDelivery) {
    BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>(CHUNKS_IN_FLIGHT);
    loopback.spawn(() -> {
      byte[] buffer = new byte[CHUNK];
      try {
        for (int n = from.getInputStream().read(buffer);
            n >= 0;
            n = from.getInputStream().read(buffer)) {
          onArrival.run();
          underWay.put(new Chunk(Arrays.copyOf(buffer, n), System.nanoTime() + oneWayNanos));
        }
      } finally {
        underWay.put(new Chunk(new byte[0], System.nanoTime() + oneWayNanos));
      }
    });
    return loopback.spawn(() -> {
      try {
        while (true) {
          Chunk chunk = underWay.take();
          TimeUnit.NANOSECONDS.sleep(chunk.due() - System.nanoTime());
          awaitFlow(number);
          if (chunk.bytes().length == 0) {
            to.shutdownOutput();
            return;
          }
          onDelivery.run();
          to.getOutputStream().write(chunk.bytes());
          count.addAndGet(chunk.bytes().length);
        }
      } catch (IOException e) {
        // The receiver has closed the connection: the sender has to notice.
        from.close();
        throw e;
      }
    });
  }

  private synchronized void awaitFlow(int number) throws InterruptedException {
    while (number < stalledBelow) {
      wait();
    }
  }

  public int port() {
    return loopback.port();
  }

  /// Returns `127.0.0.1:port`.
  public String address() {
    return loopback.address();
  }

  /// Returns `redis://127.0.0.1:port`.
  public String uri() {
    return "redis://" + address();
  }

  /// Returns the number of connections accepted so far.
  public int connections() {
    return loopback.connections();
  }

  /// Returns the number of bytes delivered to servers.
  public long bytesToServer() {
    return toServer.get();
  }

  /// Returns the number of bytes delivered to clients.
  public long bytesToClient() {
    return toClient.get();
  }

  /// Returns the number of round trips on all connections: how often a client began to send, at first or after bytes
  /// had been delivered to it. A request and its reply are one round trip; so are ten commands that are written before
  /// the first reply arrives.
  public int roundTrips() {
    return roundTripsByConnection().stream().mapToInt(Integer::intValue).sum();
  }

  /// Returns the number of round trips of each connection, in the order of acceptance.
  public synchronized List<Integer> roundTripsByConnection() {
    return connections.stream().map(Connection::roundTrips).toList();
  }

  /// Closes all connections, on both sides.
  public void cut() {
    loopback.cut();
  }

  /// Holds back all bytes, in both directions, until [#resume]. Connections are still accepted.
  public synchronized void stall() {
    stalledBelow = Integer.MAX_VALUE;
  }

  /// Holds back all bytes on the connections that are open now, as a firewall does that has lost their state. New
  /// connections are served.
  public synchronized void stallOpen() {
    stalledBelow = loopback.connections();
  }

  public synchronized void resume() {
    stalledBelow = 0;
    notifyAll();
  }

  /// Forwards new connections to another `host:port`. Open connections are not moved.
  public synchronized void leadTo(String address) {
    target = address;
  }

  @Override
  public void close() {
    loopback.close();
  }
}
