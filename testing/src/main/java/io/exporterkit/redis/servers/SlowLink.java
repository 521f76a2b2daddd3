package io.exporterkit.redis.servers;

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

/// A long way to a server: a TCP proxy on loopback that delays what passes by half a round-trip
/// time in each direction, without limiting how much passes. It counts, stalls, cuts, and may lead
/// elsewhere from some moment on. The dial itself is not delayed: the kernel accepts at once.
public final class SlowLink implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  /// What may be under way in one direction: 64 MB.
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

  /// Bytes on their way: delivered at the moment `due`, on the scale of [System#nanoTime]. No
  /// bytes: the sender has closed.
  @SuppressWarnings("ArrayRecordComponent") // private, never compared, never changed
  private record Chunk(byte[] bytes, long due) {}

  /// Which way it went last, and how often the client began to speak.
  private static final class Connection {
    private boolean serverSpokeLast = true;
    private int roundTrips;

    /// Bytes came in from the client.
    synchronized void clientSpoke() {
      if (serverSpokeLast) {
        serverSpokeLast = false;
        roundTrips++;
      }
    }

    /// Bytes are about to reach the client: what it sends from now on may answer them.
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

  /// Starts to carry bytes from one socket to the other; the thread ends when all that was sent is
  /// delivered and the end of the stream passed on.
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
        // The receiver is gone: the sender shall know.
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

  /// `127.0.0.1:port`
  public String address() {
    return loopback.address();
  }

  /// `redis://127.0.0.1:port`
  public String uri() {
    return "redis://" + address();
  }

  /// Connections accepted so far.
  public int connections() {
    return loopback.connections();
  }

  /// Bytes delivered to servers.
  public long bytesToServer() {
    return toServer.get();
  }

  /// Bytes delivered to clients.
  public long bytesToClient() {
    return toClient.get();
  }

  /// Round trips on all connections: how often a client began to send, at first or after bytes
  /// had reached it. A request and its answer are one; ten commands in one write, or written while
  /// no answer has arrived, are one as well.
  public int roundTrips() {
    return roundTripsByConnection().stream().mapToInt(Integer::intValue).sum();
  }

  /// The same for each connection, in the order they were accepted.
  public synchronized List<Integer> roundTripsByConnection() {
    return connections.stream().map(Connection::roundTrips).toList();
  }

  /// Closes all connections, on both sides.
  public void cut() {
    loopback.cut();
  }

  /// Holds back everything, in both directions, until [#resume]; connections are still accepted.
  public synchronized void stall() {
    stalledBelow = Integer.MAX_VALUE;
  }

  /// Holds back what passes on the connections open now, as a firewall does that has forgotten them;
  /// new ones are served.
  public synchronized void stallOpen() {
    stalledBelow = loopback.connections();
  }

  public synchronized void resume() {
    stalledBelow = 0;
    notifyAll();
  }

  /// Takes new connections to another `host:port`; those that are open stay.
  public synchronized void leadTo(String address) {
    target = address;
  }

  @Override
  public void close() {
    loopback.close();
  }
}
