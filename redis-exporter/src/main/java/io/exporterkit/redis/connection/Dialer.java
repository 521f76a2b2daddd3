package io.exporterkit.redis.connection;

import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.DeadlineException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/// Opens wires to targets. Messages of its exceptions hold no address, port or time, since they become labels.
final class Dialer {
  private final Resolver resolver = new Resolver();

  /// Looks the name up and connects, to one address of it after the other.
  ///
  /// @param patience its silence bounds connecting
  Wire dial(TargetAddress address, Patience patience) throws IOException, InterruptedException {
    if (address.unsupported().isPresent()) {
      throw new IOException(address.unsupported().get());
    }
    return tcp(address, patience);
  }

  private Wire tcp(TargetAddress address, Patience patience)
      throws IOException, InterruptedException {
    Deadline deadline = patience.deadline();
    InetAddress[] addresses = resolver.resolve(address.host(), deadline);
    IOException last = new IOException("no such host");
    for (int i = 0; i < addresses.length; i++) {
      long left = Math.min(deadline.remainingNanos(), patience.silenceNanos());
      if (left <= 0) {
        throw new DeadlineException("timed out connecting");
      }
      try {
        return connect(
            new InetSocketAddress(addresses[i], address.port()), left / (addresses.length - i));
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private static Wire connect(InetSocketAddress to, long nanos) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(to, Math.clamp(TimeUnit.NANOSECONDS.toMillis(nanos), 1, Integer.MAX_VALUE));
      return new TcpWire(socket);
    } catch (IOException e) {
      socket.close();
      throw switch (e) {
        case SocketTimeoutException _ -> new DeadlineException("timed out connecting");
        case NoRouteToHostException _ -> new IOException("no route to host", e);
        case ConnectException c when isRefusal(c) -> new IOException("connection refused", e);
        default -> new IOException("cannot connect", e);
      };
    }
  }

  private static boolean isRefusal(ConnectException e) {
    return e.getMessage() != null && e.getMessage().contains("refused");
  }
}
