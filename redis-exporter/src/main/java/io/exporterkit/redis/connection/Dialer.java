package io.exporterkit.redis.connection;

import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.DeadlineException;
import io.exporterkit.tls.ClientContext;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// Opens wires to targets. Messages of its exceptions hold no address, port or time, since they become labels.
final class Dialer {
  private final ClientContext tls;
  private final Resolver resolver = new Resolver();
  private final Watchdog watchdog = new Watchdog();

  Dialer(ClientContext tls) {
    this.tls = tls;
  }

  /// Looks the name up and connects, to one address of it after the other.
  ///
  /// @param serverName name that the target's certificate must hold; empty for the host of its address
  /// @param patience its silence bounds connecting
  Wire dial(TargetAddress address, String serverName, Patience patience)
      throws IOException, InterruptedException {
    return switch (address.transport()) {
      case TCP -> new TcpWire(tcp(address, patience));
      case TLS -> tls(address, serverName.isEmpty() ? address.host() : serverName, patience);
      case UNIX -> unix(address);
    };
  }

  Watchdog watchdog() {
    return watchdog;
  }

  private Wire tls(TargetAddress address, String name, Patience patience)
      throws IOException, InterruptedException {
    SSLContext context = tls.get();
    Socket plain = tcp(address, patience);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, name, address.port(), true);
    TcpWire wire = new TcpWire(socket);
    try {
      SSLParameters parameters = socket.getSSLParameters();
      if (tls.verifies()) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      socket.setSSLParameters(parameters);
      watchdog.guard(wire, patience.withinSilence(), socket::startHandshake);
      return wire;
    } catch (DeadlineException e) {
      wire.close();
      throw e;
    } catch (IOException e) {
      wire.close();
      throw new IOException("TLS handshake failed: " + whyOf(e), e);
    }
  }

  /// What went wrong, without what differs from time to time.
  private static String whyOf(IOException e) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return last instanceof CertificateException
            || last instanceof CertPathValidatorException
            || last instanceof CertPathBuilderException
        ? "the certificate of the target is not trusted"
        : Reasons.clean(String.valueOf(e.getMessage()), Credentials.NONE);
  }

  private Wire unix(TargetAddress address) throws IOException {
    try {
      return UnixWire.connect(Path.of(address.path()), watchdog);
    } catch (IOException | IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new IOException(
          message.contains("No such file")
              ? "no such socket"
              : message.contains("refused") ? "connection refused" : "cannot connect",
          e);
    }
  }

  private Socket tcp(TargetAddress address, Patience patience)
      throws IOException, InterruptedException {
    Deadline until = patience.withinSilence();
    InetAddress[] addresses = resolver.resolve(address.host(), until);
    IOException last = new IOException("no such host");
    for (int i = 0; i < addresses.length; i++) {
      long left = until.remainingNanos();
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

  private static Socket connect(InetSocketAddress to, long nanos) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(to, Math.clamp(TimeUnit.NANOSECONDS.toMillis(nanos), 1, Integer.MAX_VALUE));
      return socket;
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
