package io.exporterkit.testing.server;

import io.exporterkit.testing.server.Conversation.ConversationBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A proxy on loopback in front of a real server, which records a [Conversation] for each connection. `close()` ends
/// all connections and threads. Thread-safe.
public final class Recorder implements AutoCloseable {
  private final String server;
  private final Loopback loopback = new Loopback("recorder", (client, _) -> serve(client));
  private final List<ConversationBuilder> recorded = new ArrayList<>();

  private Recorder(String server) {
    this.server = server;
  }

  /// Opens a proxy to `host:port`.
  public static Recorder to(String server) {
    Recorder recorder = new Recorder(server);
    recorder.loopback.start();
    return recorder;
  }

  private void serve(Socket client) throws IOException, InterruptedException {
    ConversationBuilder conversation = new ConversationBuilder();
    synchronized (recorded) {
      recorded.add(conversation);
    }
    try (Socket real = Sockets.connect(server)) {
      loopback.track(real);
      try {
        Thread up = loopback.spawn(() -> pass(client, real, true, conversation));
        pass(real, client, false, conversation);
        up.join();
      } finally {
        loopback.forget(real);
      }
    }
  }

  private static void pass(
      Socket from, Socket to, boolean ofClient, ConversationBuilder conversation)
      throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      byte[] bytes = Arrays.copyOf(buffer, n);
      conversation.add(ofClient, bytes); // before the other side can reply
      out.write(bytes);
    }
    to.shutdownOutput();
  }

  /// Returns `127.0.0.1:port`.
  public String address() {
    return loopback.address();
  }

  /// Returns the conversations so far, in the order in which their connections were accepted.
  public List<Conversation> conversations() {
    synchronized (recorded) {
      return recorded.stream().map(ConversationBuilder::build).toList();
    }
  }

  @Override
  public void close() {
    loopback.close();
  }
}
