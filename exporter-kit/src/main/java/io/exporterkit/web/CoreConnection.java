package io.exporterkit.web;

import io.exporterkit.process.VirtualThreads;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection, whose requests are read and answered one after the other. Used by one thread; methods that any thread
/// may call are marked.
final class CoreConnection {
  private static final Logger log = LoggerFactory.getLogger(ExporterServer.class);
  private static final int DROPPED_BYTES = 64 << 10;
  private static final int ENDING_BYTES = 1 << 20;

  // A request that arrives within this time was sent before the client had the answer.
  private static final int AT_ONCE_NANOS = 200_000;

  /// A phase with the moment of its beginning, which change together.
  private record Since(Phase phase, long nanos) {}

  private final ChannelSocket socket;
  private final Optional<InetSocketAddress> peer;
  private final HttpEngine.Answering answering;
  private final Supplier<Protection> protection;
  private final BoundedInput.Allowance allowance;
  private volatile Since since = new Since(Phase.NEW, System.nanoTime());

  /// @param socket closed when [#run()] ends
  CoreConnection(
      ChannelSocket socket,
      Optional<InetSocketAddress> peer,
      HttpEngine.Answering answering,
      Supplier<Protection> protection,
      BoundedInput.Allowance allowance) {
    this.socket = socket;
    this.peer = peer;
    this.answering = answering;
    this.protection = protection;
    this.allowance = allowance;
  }

  /// Serves the connection until its end. Throws nothing: an error is logged, and ends only this connection.
  void run() {
    try (socket) {
      Optional<Protection.Tls> tls = protection.get().tls();
      SSLSocket secure = tls.isPresent() ? TlsEntry.open(socket, tls.get()) : null;
      if (tls.isPresent() && secure == null) {
        end(socket);
        return;
      }
      CoreWire wire = new CoreWire(socket, secure, allowance);
      try {
        serve(wire);
      } catch (Throwable e) {
        wire.cut();
        throw e;
      } finally {
        wire.input().beginBody(0);
      }
    } catch (IOException | HttpException e) {
      log.debug("connection of {} ended early: {}", peer.orElse(null), e.getMessage());
    } catch (Throwable e) {
      log.error("connection of {} ended early", peer.orElse(null), e);
    }
  }

  private void serve(CoreWire wire) throws IOException, HttpException {
    wire.input().beginHead(CoreWire.HEAD_BYTES);
    while (wire.isDataAvailable(Timeout.INFINITE)) {
      if (since.phase == Phase.IDLE && inPhaseFor(System.nanoTime()) < AT_ONCE_NANOS) {
        VirtualThreads.letOthersRun();
      }
      enter(Phase.REQUEST);
      ClassicHttpRequest request;
      try {
        request = wire.receive();
      } catch (BadMessageException e) {
        wire.refuse(e);
        end(wire.socket());
        return;
      }
      enter(Phase.HANDLING);
      CoreExchange exchange = new CoreExchange(wire, request, peer, this::enter);
      answering.answer(exchange);
      if (!exchange.keepsAlive() || !dropBody(wire, request.getEntity())) {
        wire.flush();
        end(wire.socket());
        return;
      }
      wire.input().beginHead(CoreWire.HEAD_BYTES);
      enter(Phase.IDLE);
    }
  }

  /// Reads and discards the rest of a request's body. Returns whether another request can follow; false when the body
  /// is too long.
  private boolean dropBody(CoreWire wire, HttpEntity body) throws IOException {
    if (body == null) {
      return true;
    }
    wire.input().beginBody(DROPPED_BYTES);
    try {
      InputStream in = body.getContent();
      byte[] dropped = new byte[1024];
      while (in.read(dropped) >= 0) {
        // discarded
      }
      return true;
    } catch (BoundedInput.TooLargeException _) {
      return false;
    }
  }

  /// Ends the connection such that the client can read the whole response, even while the client still sends.
  private void end(Socket speaking) throws IOException {
    enter(Phase.ENDING);
    speaking.shutdownOutput();
    byte[] dropped = new byte[1024];
    InputStream in = socket.getInputStream();
    for (int n = 0, read = 0; n >= 0 && read < ENDING_BYTES; read += n) {
      n = in.read(dropped);
    }
  }

  private void enter(Phase phase) {
    since = new Since(phase, System.nanoTime());
  }

  /// Returns whether the connection waits for its client, so that closing it may make room for another. For any thread.
  boolean isWaiting(long now) {
    Since present = since;
    return now - present.nanos >= present.phase.keptNanos;
  }

  /// Returns the nanoseconds since the present phase began. For any thread.
  long inPhaseFor(long now) {
    return now - since.nanos;
  }

  /// Returns whether the present phase has lasted too long. For any thread.
  boolean isLate(long now) {
    Since present = since;
    return now - present.nanos > present.phase.atMostNanos;
  }

  /// Closes the connection such that an answer that was begun does not look complete. For any thread.
  void abort() {
    if (since.phase == Phase.SENDING || since.phase == Phase.HANDLING) {
      socket.reset();
    } else {
      close();
    }
  }

  /// Closes the connection. For any thread.
  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("closing a connection: {}", e.getMessage());
    }
  }
}
