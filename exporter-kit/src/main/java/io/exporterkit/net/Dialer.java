package io.exporterkit.net;

import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import io.exporterkit.time.Ticker;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// A factory of connections to targets, each opened before a deadline that includes looking up the name and the TLS
/// handshake. Messages of its exceptions contain no address, port or time, because they become values of labels. Safe
/// for use by several threads; closed by the code that made it.
public final class Dialer implements AutoCloseable {
  private static final long LONG_SILENCE = TimeUnit.SECONDS.toNanos(1);
  // The type `dNSName` of a subject alternative name (RFC 5280, section 4.2.1.6).
  private static final Integer DNS_NAME = 2;

  private final ClientContext tls;
  private final Resolver resolver = new Resolver();
  private final Watchdog watchdog = new Watchdog();
  private final Probe probe = new Probe();
  private final PlainProbe plainProbe;

  /// Starts a thread that bounds handshakes and writes, until [#close].
  ///
  /// Makes a dialer for targets whose certificates the authorities of the system sign.
  public Dialer() {
    this(new ClientContext(ClientContext.Files.NONE), PlainProbe.NONE);
  }

  /// @param tls files of TLS, read again when they change
  /// @param plain request by which a target without TLS is recognised
  public Dialer(ClientContext tls, PlainProbe plain) {
    this.tls = tls;
    this.plainProbe = plain;
  }

  /// Connects to an address. Looks up the name, and tries its addresses one after the other, each with an equal share
  /// of the time that is left.
  ///
  /// @param address of the target
  /// @param serverName name that the certificate of the target must contain; empty for the host of the address; unused
  ///     without TLS
  /// @param rule checks the address, and each IP address of its host; those that are not allowed are left out
  /// @param patience deadline, and bound on each of two phases: connecting with the look-up, and the TLS handshake
  /// @return a stream, which the caller closes
  /// @throws DeadlineException when the deadline passes or the target is silent for too long; the message names the
  ///     phase: `timed out connecting`
  /// @throws RefusedTargetException when the rule allows none of the addresses
  /// @throws IOException when the connection fails; the message is the reason: `connection refused`, `no such host`,
  ///     `TLS handshake failed: ...`
  /// @throws InterruptedException when the thread is interrupted during the look-up
  public Wire dial(Endpoint address, String serverName, DialRule rule, Patience patience)
      throws IOException, InterruptedException {
    patience.deadline().enter("connecting");
    rule.checkEndpoint(address);
    return switch (address.transport()) {
      case TCP -> new TcpWire(tcp(address, rule, patience));
      case TLS -> tls(address, serverName.isEmpty() ? address.host() : serverName, rule, patience);
      case UNIX -> unix(address);
    };
  }

  /// Connects, and returns the connection as streams, each of whose reads and writes ends by the deadline.
  ///
  /// @param deadline of connecting, the TLS handshake, and all reads and writes; kept by the connection, which moves
  ///     with it
  /// @throws DeadlineException when the deadline passes; the message names the phase
  /// @throws IOException with the reason
  /// @throws InterruptedException when the thread is interrupted while the name is looked up
  public TargetConnection connect(Endpoint address, Deadline deadline)
      throws IOException, InterruptedException {
    Patience patience = new Patience(deadline, Long.MAX_VALUE, Ticker.system());
    return new TargetConnection(this, dial(address, "", DialRule.ANY, patience), patience);
  }

  /// Runs an action that writes to a stream, and closes the stream when the action has not ended by the deadline. A
  /// deadline that is moved during the action is respected.
  ///
  /// @throws DeadlineException when the action fails after the deadline has passed
  /// @throws IOException as thrown by the action before the deadline
  public void guard(Wire wire, Deadline deadline, IoAction action) throws IOException {
    watchdog.guard(wire, deadline, action);
  }

  /// An action that reads or writes.
  @FunctionalInterface
  public interface IoAction {
    /// Runs the action.
    ///
    /// @throws IOException when reading or writing fails
    void run() throws IOException;
  }

  /// Whether a target that closed a plain connection without an answer expects TLS. Opens another connection for a TLS
  /// handshake of at most a second. The result is cached for five minutes by address.
  ///
  /// @param address of the target
  /// @param lost the closed stream; the result is false unless it was plain TCP
  /// @param patience bounds the handshake to half of the time left
  public boolean speaksTls(Endpoint address, Wire lost, Patience patience) {
    Optional<SocketAddress> peer = lost.plainPeer();
    return peer.isPresent()
        && probe.speaksTls(address, peer.get(), patience.withinSilence(), patience.ticker());
  }

  /// Stops the threads. Streams that were opened stay open.
  @Override
  public void close() {
    resolver.close();
    watchdog.close();
  }

  private Wire tls(Endpoint address, String name, DialRule rule, Patience patience)
      throws IOException, InterruptedException {
    SSLContext context = tls.get();
    Socket plain = tcp(address, rule, patience);
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

  /// Performs the handshake. A target without TLS may wait in silence for the end of a line. After a second, or a
  /// quarter of the time left, another connection therefore sends a request in plain text.
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
        plainProbe.request().isEmpty()
            ? CompletableFuture.completedFuture(null)
            : watchdog.after(
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

  /// Throws an IOException when the certificate contains the name in its common name only, which the JDK would accept.
  private static void refuseCommonName(SSLSocket socket, String name) throws IOException {
    if (!(socket.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate)) {
      return;
    }
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        throw new IOException(TlsFaults.commonNameAlone());
      }
      // The JDK compares an IP address with IP addresses only.
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

  private Socket tcp(Endpoint address, DialRule rule, Patience patience)
      throws IOException, InterruptedException {
    Deadline until = patience.withinSilence();
    patience.deadline().enter("looking up the name");
    List<InetAddress> known =
        address.addresses().isEmpty()
            ? List.of(resolver.resolve(address.host(), until))
            : address.addresses();
    List<InetAddress> addresses = rule.allowed(address, known);
    patience.deadline().enter("connecting");
    IOException last = new IOException("no such host");
    for (int i = 0; i < addresses.size(); i++) {
      long left = until.remainingNanos();
      if (left <= 0) {
        throw new DeadlineException("timed out connecting");
      }
      try {
        return connect(
            new InetSocketAddress(addresses.get(i), address.port()), left / (addresses.size() - i));
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
