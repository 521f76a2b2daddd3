package io.exporterkit.web;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP/1.1 server on Apache HttpCore, with a platform thread for each listening socket and a virtual thread for
/// each connection. Safe for use by several threads.
final class CoreEngine implements HttpEngine {
  private static final Logger log = LoggerFactory.getLogger(ExporterServer.class);
  private static final Duration FREED_WITHIN = Duration.ofSeconds(1);
  private static final int LARGE_REQUESTS_BYTES = 2 << 20;

  private final List<ListeningSocket> listening;
  private final Answering answering;
  private final Supplier<Protection> protection;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final OpenConnections connections = new OpenConnections(ConnectionLimit.connections());
  private final BoundedInput.Allowance allowance = new BoundedInput.Allowance(LARGE_REQUESTS_BYTES);
  private final List<Thread> accepting = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// Starts to accept connections.
  ///
  /// @param listening bound sockets of any protocol, TCP or unix; closed by this engine
  /// @param protection asked at the beginning of each connection for its TLS
  CoreEngine(
      List<ListeningSocket> listening, Answering answering, Supplier<Protection> protection) {
    this.listening = List.copyOf(listening);
    this.answering = answering;
    this.protection = protection;
    for (ListeningSocket socket : this.listening) {
      // A platform thread keeps the process alive, and accepts even while others compute.
      accepting.add(Thread.ofPlatform().name("accept").start(() -> accept(socket.channel())));
    }
    threads.execute(this::closeLate);
  }

  private void accept(ServerSocketChannel socket) {
    while (socket.isOpen()) {
      try {
        begin(socket.accept());
      } catch (ClosedChannelException _) {
        return;
      } catch (Throwable e) { // also an Error: the next connection may have enough memory
        makeRoom(e);
      }
    }
  }

  private void begin(SocketChannel channel) throws IOException {
    try {
      ChannelSocket socket = new ChannelSocket(channel);
      CoreConnection connection =
          new CoreConnection(socket, ChannelSocket.peer(channel), answering, protection, allowance);
      if (connections.add(connection)) {
        start(connection);
        return;
      }
      log.debug("a connection was closed: all others are answering requests");
    } catch (IOException | RejectedExecutionException e) { // client or server has closed
      log.debug("a connection ended early: {}", e.getMessage());
    }
    channel.close();
  }

  private void start(CoreConnection connection) {
    boolean started = false;
    try {
      threads.execute(() -> run(connection));
      started = true;
    } finally {
      if (!started) { // no memory for a thread, or the server has ended
        connections.remove(connection);
        connection.close();
      }
    }
  }

  private void run(CoreConnection connection) {
    try {
      connection.run();
    } finally {
      connections.remove(connection);
    }
  }

  /// Closes a connection that waits for its client, because most likely the file descriptors are used up. Then pauses,
  /// so that the loop does not use a whole CPU.
  private void makeRoom(Throwable why) {
    boolean room = connections.closeLongestWaiting();
    log.debug("no connection could be accepted: {}", why.toString());
    try {
      boolean _ = closed.await(room ? 10 : 100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeLate() {
    try {
      while (!closed.await(1, TimeUnit.SECONDS)) {
        closeLateOnce();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeLateOnce() {
    try {
      connections.closeLate();
    } catch (Throwable e) { // an Error, too: without this thread no connection would end in time
      log.debug("closing late connections: {}", e.toString());
    }
  }

  @Override
  public void endListening() {
    listening.forEach(ListeningSocket::close);
    try {
      for (Thread thread : accepting) {
        boolean _ = thread.join(FREED_WITHIN); // the port is free when the thread has ended
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    endListening();
    closed.countDown();
    connections.closeAll();
    threads.shutdownNow();
  }
}
