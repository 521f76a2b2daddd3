package io.exporterkit.redis.servers;

import io.exporterkit.testing.server.Loopback;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A TCP proxy on loopback that records the bytes of all connections together.
public final class Tap implements AutoCloseable {
  private final String target;
  private final Loopback loopback;
  private final ByteArrayOutputStream toServer = new ByteArrayOutputStream();
  private final ByteArrayOutputStream toClient = new ByteArrayOutputStream();

  private Tap(String target) {
    this.target = target;
    this.loopback = new Loopback("tap", (client, _) -> serve(client));
  }

  /// Opens a proxy to `host:port`.
  public static Tap to(String target) {
    Tap tap = new Tap(target);
    tap.loopback.start();
    return tap;
  }

  private void serve(Socket client) throws IOException, InterruptedException {
    try (Socket server = new Socket()) {
      loopback.track(server);
      try {
        server.connect(RespConnection.socketAddress(target), 5000);
        Thread up = loopback.spawn(() -> pass(client, server, toServer));
        pass(server, client, toClient);
        up.join();
      } finally {
        loopback.forget(server);
      }
    }
  }

  private static void pass(Socket from, Socket to, ByteArrayOutputStream kept) throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      kept.write(buffer, 0, n); // as a whole, because the stream is synchronized
      out.write(buffer, 0, n);
    }
    to.shutdownOutput();
  }

  /// Returns `127.0.0.1:port`.
  public String address() {
    return loopback.address();
  }

  /// Returns the bytes that clients have sent so far, a character for each byte.
  public String toServer() {
    return toServer.toString(StandardCharsets.ISO_8859_1);
  }

  /// Returns the bytes that servers have sent so far, a character for each byte.
  public String toClient() {
    return toClient.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    loopback.close();
  }
}
