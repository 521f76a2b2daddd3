package io.exporterkit.testing.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A server on a free port of the loopback interface, plain or with TLS, that behaves on each connection as a test
/// says. `close()` ends all connections and threads. Thread-safe.
///
/// ```java
/// try (ScriptedServer server = ScriptedServer.start(Behaviour.lines(line -> "STAT pid 1\r\nEND\r\n"))) {
///   ExporterTester.of(exporter).against(server.address()).isGolden("page.txt");
/// }
/// ```
public final class ScriptedServer implements AutoCloseable {
  private final List<Behaviour> behaviours;
  private final Optional<SSLContext> tls;
  private final Loopback loopback = new Loopback("scripted server", this::serve);
  private final AtomicLong written = new AtomicLong();

  private ScriptedServer(Optional<SSLContext> tls, Behaviour first, Behaviour... more) {
    List<Behaviour> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    this.behaviours = List.copyOf(all);
    this.tls = tls;
  }

  /// Starts a server. The n-th connection has the n-th behaviour; all further connections have the last one.
  public static ScriptedServer start(Behaviour first, Behaviour... more) {
    return start(new ScriptedServer(Optional.empty(), first, more));
  }

  /// Starts a server with TLS. Bytes of behaviours are those of the application; a reset ends the connection beneath.
  ///
  /// @param tls has a certificate, such as that of [TestCertificate#context]
  public static ScriptedServer startTls(SSLContext tls, Behaviour first, Behaviour... more) {
    return start(new ScriptedServer(Optional.of(tls), first, more));
  }

  private static ScriptedServer start(ScriptedServer server) {
    server.loopback.start();
    return server;
  }

  private void serve(Socket raw, int number) throws IOException, InterruptedException {
    Client client = new Client(number, raw, tls.isEmpty() ? raw : secure(raw), written);
    behaviours.get(Math.min(number, behaviours.size() - 1)).meet(client);
    client.leave();
  }

  private Socket secure(Socket raw) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            tls.orElseThrow().getSocketFactory().createSocket(raw, "localhost", port(), true);
    socket.setUseClientMode(false);
    return socket;
  }

  /// Returns the port.
  public int port() {
    return loopback.port();
  }

  /// Returns `127.0.0.1:port`.
  public String address() {
    return loopback.address();
  }

  /// Returns the address as a socket address.
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
  }

  /// Returns the number of connections accepted so far.
  public int connections() {
    return loopback.connections();
  }

  /// Returns the number of open connections.
  public int open() {
    return loopback.open();
  }

  /// Returns the number of bytes sent to clients so far.
  public long bytesWritten() {
    return written.get();
  }

  /// Closes all connections. New ones are still accepted.
  public void cut() {
    loopback.cut();
  }

  /// Closes everything.
  ///
  /// @throws AssertionError when a behaviour has failed, or does not end
  @Override
  public void close() {
    loopback.close();
  }
}
