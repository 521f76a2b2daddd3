package io.exporterkit.net;

import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// A test of the protocol at a port, plain text or TLS, by another connection. Safe for use by several threads.
final class Probe {
  private static final int MOST = 1000;
  private static final long LASTS = TimeUnit.MINUTES.toNanos(5);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

  // Results by address, the oldest first. Guarded by itself.
  private final Map<Endpoint, Seen> seen = new LinkedHashMap<>();

  /// A result, and the time at which it was found.
  private record Seen(boolean tls, long at) {}

  /// Whether the port answers a request in plain text. False when it does not answer by the deadline.
  static boolean speaksPlainText(PlainProbe probe, SocketAddress to, Deadline until) {
    try (Socket socket = new Socket()) {
      socket.connect(to, millis(until.remainingNanos()));
      socket.setSoTimeout(millis(until.remainingNanos()));
      socket.getOutputStream().write(probe.request().getBytes(StandardCharsets.UTF_8));
      int first = socket.getInputStream().read();
      return first >= 0 && probe.firstBytes().indexOf(first) >= 0;
    } catch (IOException _) {
      return false;
    }
  }

  /// Whether a port that closed a connection without an answer answers a TLS handshake. The result is kept for five
  /// minutes.
  boolean speaksTls(Endpoint address, SocketAddress to, Deadline until, Ticker ticker) {
    synchronized (seen) {
      Seen before = seen.get(address);
      if (before != null && ticker.nanos() - before.at < LASTS) {
        return before.tls;
      }
    }
    boolean tls = shakesHands(to, Math.min(LONGEST, until.remainingNanos() / 2));
    synchronized (seen) {
      seen.remove(address);
      seen.put(address, new Seen(tls, ticker.nanos()));
      if (seen.size() > MOST) {
        seen.remove(seen.keySet().iterator().next());
      }
    }
    return tls;
  }

  private static boolean shakesHands(SocketAddress to, long nanos) {
    try (Socket socket = new Socket()) {
      socket.connect(to, millis(nanos));
      socket.setSoTimeout(millis(nanos));
      SSLSocket tls =
          (SSLSocket)
              SSLContext.getDefault()
                  .getSocketFactory()
                  .createSocket(socket, "localhost", socket.getPort(), true);
      tls.startHandshake();
      return true;
    } catch (SSLException e) {
      return isAnswer(e);
    } catch (IOException | NoSuchAlgorithmException _) {
      return false;
    }
  }

  /// Whether a failed handshake shows that the port speaks TLS, because it sent an alert or an untrusted certificate.
  private static boolean isAnswer(SSLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof EOFException
          || cause instanceof SocketException
          || cause instanceof SocketTimeoutException
          || String.valueOf(cause.getMessage()).contains("Unsupported or unrecognized")) {
        return false;
      }
    }
    return true;
  }

  private static int millis(long nanos) {
    return Math.clamp(TimeUnit.NANOSECONDS.toMillis(nanos), 1, Integer.MAX_VALUE);
  }
}
