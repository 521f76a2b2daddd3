package io.exporterkit.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A listener on loopback with a virtual thread for each connection. `close()` closes every socket, interrupts every
/// thread, and returns when all threads have ended. Thread-safe.
public final class Loopback implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String name;
  private final Handler handler;
  private final ServerSocket listener;
  private final Set<Thread> threads = new LinkedHashSet<>();
  private final Set<Socket> sockets = new LinkedHashSet<>();
  private int connections;
  private boolean closed;
  private @Nullable Throwable failure;

  /// Serves one connection. The socket is closed when the method returns.
  ///
  /// An [IOException] means that the client has closed the connection. Any other exception fails the test at `close()`.
  /// `number` counts connections from 0.
  @FunctionalInterface
  public interface Handler {
    void serve(Socket socket, int number) throws IOException, InterruptedException;
  }

  /// A task for a thread of its own; exceptions have the same meaning as for [Handler].
  @FunctionalInterface
  public interface Task {
    void run() throws IOException, InterruptedException;
  }

  /// Binds a free port. Connections are accepted from [#start] on.
  ///
  /// @param name of the threads, for failures
  public Loopback(String name, Handler handler) {
    this.name = name;
    this.handler = handler;
    try {
      listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts to accept connections.
  public void start() {
    spawn(() -> {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        int number;
        synchronized (this) {
          number = connections++;
        }
        track(socket);
        spawn(() -> {
          try (socket) {
            handler.serve(socket, number);
          } finally {
            forget(socket);
          }
        });
      }
    });
  }

  /// Returns the port.
  public int port() {
    return listener.getLocalPort();
  }

  /// Returns `127.0.0.1:port`.
  public String address() {
    return "127.0.0.1:" + port();
  }

  /// Returns the number of connections accepted so far.
  public synchronized int connections() {
    return connections;
  }

  /// Returns the number of open connections, including the sockets that handlers track.
  public synchronized int open() {
    return sockets.size();
  }

  /// Registers a socket to be closed by [#cut] and [#close].
  public synchronized void track(Socket socket) throws IOException {
    if (closed) {
      socket.close();
    } else {
      sockets.add(socket);
    }
  }

  /// Forgets a socket that its handler has closed.
  public synchronized void forget(Socket socket) {
    sockets.remove(socket);
  }

  /// Closes all connections. New ones are still accepted.
  public void cut() {
    List<Socket> all;
    synchronized (this) {
      all = List.copyOf(sockets);
    }
    for (Socket socket : all) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Runs a task in a virtual thread, which is interrupted at `close()`.
  public synchronized Thread spawn(Task task) {
    Thread thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              try {
                task.run();
              } catch (IOException | InterruptedException e) {
                // The other side or `close()` has closed the connection.
              } catch (RuntimeException | Error e) {
                failed(e);
              } finally {
                ended(Thread.currentThread());
              }
            });
    if (!closed) {
      threads.add(thread);
      thread.start();
    }
    return thread;
  }

  private synchronized void failed(Throwable e) {
    if (failure == null) {
      failure = e;
    }
  }

  private synchronized void ended(Thread thread) {
    threads.remove(thread);
  }

  /// Closes everything.
  ///
  /// @throws AssertionError when a handler failed, or does not end
  @Override
  public void close() {
    List<Thread> running;
    synchronized (this) {
      closed = true;
      running = List.copyOf(threads);
    }
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
    running.forEach(Thread::interrupt);
    List<Thread> stuck = new ArrayList<>();
    try {
      for (Thread thread : running) {
        if (!thread.join(PATIENCE)) {
          stuck.add(thread);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!stuck.isEmpty()) {
      throw new AssertionError(name + ": threads do not end: " + stuck);
    }
    Throwable failure;
    synchronized (this) {
      failure = this.failure;
      this.failure = null;
    }
    if (failure != null) {
      throw new AssertionError(name + " failed: " + failure, failure);
    }
  }
}
