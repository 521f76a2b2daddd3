package io.exporterkit.net;

import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.DeadlineException;
import io.exporterkit.tls.ClientContext;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// Opens wires to targets, each before a deadline: looking the name up, connecting, the TLS handshake. Messages of its exceptions hold no
/// address, port or time, because they become labels. Safe for use by several threads.
public final class Dialer implements AutoCloseable {
  private static final long LONG_SILENCE = TimeUnit.SECONDS.toNanos(1);
  // Kind of a subject alternative name, as RFC 5280 numbers kinds.
  private static final Integer DNS_NAME = 2;

  private final ClientContext tls;
  private final Resolver resolver = new Resolver();
  private final Watchdog watchdog = new Watchdog();
  private final Probe probe = new Probe();
  private final PlainProbe plainProbe;

  /// @param tls files of TLS, read again when they change
  /// @param plain by which a target that speaks no TLS is recognised
  public Dialer(ClientContext tls, PlainProbe plain) {
    this.tls = tls;
    this.plainProbe = plain;
  }

  /// Looks the name up and connects, to one address of it after the other.
  ///
  /// @param serverName name that the target's certificate must hold; empty for the host of its address
  /// @param patience its silence bounds connecting
  /// @throws DeadlineException when the deadline passes or the target is silent for too long; the message names the phase
  /// @throws IOException with the reason
  public Wire dial(Endpoint address, String serverName, Patience patience)
      throws IOException, InterruptedException {
    patience.deadline().enter("connecting");
    return switch (address.transport()) {
      case TCP -> new TcpWire(tcp(address, patience));
      case TLS -> tls(address, serverName.isEmpty() ? address.host() : serverName, patience);
      case UNIX -> unix(address);
    };
  }

  /// Runs an action that writes to a wire, and closes the wire when the action has not ended by the deadline, also a deadline that moves
  /// meanwhile.
  ///
  /// @throws DeadlineException when the deadline came first
  public void guard(Wire wire, Deadline deadline, IoAction action) throws IOException {
    watchdog.guard(wire, deadline, action);
  }

  /// Something that reads or writes.
  @FunctionalInterface
  public interface IoAction {
    /// Does it.
    void run() throws IOException;
  }

  /// Returns whether a target that closed a connection in plain text without an answer speaks TLS instead. Asks on a connection of its own;
  /// the finding is kept for five minutes.
  public boolean speaksTls(Endpoint address, Wire lost, Patience patience) {
    Optional<SocketAddress> peer = lost.plainPeer();
    return peer.isPresent()
        && probe.speaksTls(address, peer.get(), patience.withinSilence(), patience.ticker());
  }

  /// Ends its threads. Wires that were opened stay open.
  @Override
  public void close() {
    resolver.close();
    watchdog.close();
  }

  private Wire tls(Endpoint address, String name, Patience patience)
      throws IOException, InterruptedException {
    SSLContext context = tls.get();
    Socket plain = tcp(address, patience);
    try {
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, name, address.port(), true);
      TcpWire wire = new TcpWire(socket, plain, tls.showsCertificate());
      if (tls.verifies()) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      shakeHands(socket, plain, wire, patience);
      wire.asked(tls.wasAsked(socket));
      if (tls.verifies()) {
        refuseCommonName(socket, name);
      }
      return wire;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  /// Runs the handshake. A target that speaks no TLS may wait in silence for the end of a line, so after a second, or a quarter of
  /// the time left, another connection asks in plain text.
  private void shakeHands(SSLSocket socket, Socket plain, TcpWire wire, Patience patience)
      throws IOException {
    patience.deadline().enter("in the TLS handshake");
    Deadline until = patience.withinSilence();
    until.enter("in the TLS handshake");
    SocketAddress peer = plain.getRemoteSocketAddress();
    AtomicBoolean speaksPlainText = new AtomicBoolean();
    Runnable look =
        () -> {
          if (Probe.speaksPlainText(plainProbe, peer, until)) {
            speaksPlainText.set(true);
            wire.close();
          }
        };
    Future<?> later =
        watchdog.after(
            Math.min(LONG_SILENCE, until.remainingNanos() / 4),
            () -> {
              var _ = Thread.startVirtualThread(look);
            });
    try {
      watchdog.guard(wire, until, socket::startHandshake);
    } catch (DeadlineException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          speaksPlainText.get()
              ? "TLS handshake failed: " + TlsFaults.NO_TLS
              : TlsFaults.of(e, tls.showsCertificate(), tls.wasAsked(socket)),
          e);
    } finally {
      later.cancel(false);
    }
  }

  /// Refuses a certificate that holds the name in no place but its common name, which the JDK falls back to.
  private static void refuseCommonName(SSLSocket socket, String name) throws IOException {
    if (!(socket.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate)) {
      return;
    }
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        throw new IOException(TlsFaults.commonNameAlone());
      }
      // The JDK compares an address with addresses alone.
      if (!Resolver.looksLikeLiteral(name)
          && names.stream().noneMatch(entry -> entry.getFirst().equals(DNS_NAME))) {
        throw new IOException(TlsFaults.wrongName());
      }
    } catch (CertificateParsingException e) {
      throw new IOException(TlsFaults.wrongName(), e);
    }
  }

  private Wire unix(Endpoint address) throws IOException {
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

  private Socket tcp(Endpoint address, Patience patience) throws IOException, InterruptedException {
    Deadline until = patience.withinSilence();
    patience.deadline().enter("looking up the name");
    InetAddress[] addresses = resolver.resolve(address.host(), until);
    patience.deadline().enter("connecting");
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
    } catch (RuntimeException e) {
      socket.close();
      throw e;
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
