package io.exporterkit.redis.servers;

import io.exporterkit.testing.server.Client;
import io.exporterkit.testing.server.ScriptedServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/// A server on loopback that violates the protocol in a chosen way. `close()` ends all of its connections and threads.
///
/// ```java
/// MisbehavingServer.start(MisbehavingServer.hang());
/// MisbehavingServer.start(at("CONFIG", cutAfter(reply, 100), replay.address()));
/// ```
public final class MisbehavingServer implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  private final ScriptedServer server;
  private final List<List<String>> commands = new ArrayList<>();

  private MisbehavingServer(List<Behaviour> behaviours) {
    List<Behaviour> all = List.copyOf(behaviours);
    this.server =
        ScriptedServer.start(
            client -> all.get(Math.min(client.number(), all.size() - 1)).meet(new Visitor(client)));
  }

  /// The behaviour of the server on one connection. When the method returns, the connection is closed properly: the
  /// client receives everything that was written, and then the end of the stream.
  @FunctionalInterface
  public interface Behaviour {
    void meet(Visitor visitor) throws IOException, InterruptedException;

    /// Returns this behaviour, followed by another one after this one has returned.
    default Behaviour then(Behaviour next) {
      return visitor -> {
        meet(visitor);
        next.meet(visitor);
      };
    }
  }

  /// The client of one connection.
  public final class Visitor {
    private final Client client;

    /// Whether [#at] has already read the command that the behaviour replies to.
    private boolean asked;

    private Visitor(Client client) {
      this.client = client;
    }

    /// Returns the next command; empty after the client has closed the connection.
    public Optional<List<String>> readCommand() throws IOException {
      Optional<List<String>> command = Resp.readCommand(client.input());
      command.ifPresent(MisbehavingServer.this::received);
      return command;
    }

    /// Returns when there is a command without a reply: inside [#at] at once.
    ///
    /// @throws IOException when the client has closed the connection
    public void awaitCommand() throws IOException {
      if (!asked && readCommand().isEmpty()) {
        throw new IOException("the client has closed the connection");
      }
      asked = false;
    }

    public void write(byte[] bytes) throws IOException {
      client.write(bytes);
    }

    public void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Keeps the connection open until the client or the test ends it. Received bytes are dropped.
    public void hold() throws IOException {
      client.hold();
    }

    private void forward(Optional<String> words, Behaviour behaviour, String address)
        throws IOException, InterruptedException {
      String wanted = words.map(w -> w.toLowerCase(Locale.ROOT)).orElse("");
      try (Socket server = new Socket()) {
        server.setTcpNoDelay(true);
        server.connect(RespConnection.socketAddress(address), 5000);
        InputStream replies = new BufferedInputStream(server.getInputStream());
        while (true) {
          Optional<List<String>> command = readCommand();
          if (command.isEmpty()) {
            return;
          }
          String line = String.join(" ", command.get()).toLowerCase(Locale.ROOT);
          if (words.isPresent() && (line.equals(wanted) || line.startsWith(wanted + " "))) {
            asked = true;
            behaviour.meet(this);
            return;
          }
          server.getOutputStream().write(Resp.command(command.get().toArray(String[]::new)));
          write(Resp.readReply(replies));
        }
      }
    }

    /// Ends the connection with a reset instead of a proper close.
    public void reset() throws IOException {
      client.reset();
    }
  }

  /// Starts a server. The n-th connection has the n-th behaviour; all further connections have the last one.
  public static MisbehavingServer start(Behaviour first, Behaviour... more) {
    List<Behaviour> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return new MisbehavingServer(all);
  }

  private synchronized void received(List<String> command) {
    commands.add(command);
  }

  public int port() {
    return server.port();
  }

  /// Returns `127.0.0.1:port`.
  public String address() {
    return server.address();
  }

  /// Returns `redis://127.0.0.1:port`.
  public String uri() {
    return "redis://" + address();
  }

  /// Returns the number of connections accepted so far.
  public int connections() {
    return server.connections();
  }

  /// Returns the number of open connections.
  public int open() {
    return server.open();
  }

  /// Returns the number of bytes written to clients so far, including forwarded bytes.
  public long bytesWritten() {
    return server.bytesWritten();
  }

  /// Returns every command that was read, in one line each, in order. A behaviour that only holds the connection reads
  /// no commands.
  public synchronized List<String> commandLines() {
    return commands.stream().map(words -> String.join(" ", words)).toList();
  }

  @Override
  public void close() {
    server.close();
  }

  // Behaviours. A behaviour that replies waits for a command first.

  /// Accepts connections and never sends anything.
  public static Behaviour hang() {
    return Visitor::hold;
  }

  /// Closes the connection at once.
  public static Behaviour hangUp() {
    return visitor -> {};
  }

  /// Resets the connection at once.
  public static Behaviour reset() {
    return Visitor::reset;
  }

  /// Replies with these bytes once, and then sends nothing.
  public static Behaviour answer(byte[] reply) {
    return visitor -> {
      visitor.awaitCommand();
      visitor.write(reply);
      visitor.hold();
    };
  }

  /// Replies with this text once, and then sends nothing.
  public static Behaviour answer(String reply) {
    return answer(reply.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Replies one byte at a time.
  public static Behaviour drip(byte[] reply, Duration pause) {
    return visitor -> {
      visitor.awaitCommand();
      for (byte b : reply) {
        visitor.write(new byte[] {b});
        Thread.sleep(pause);
      }
      visitor.hold();
    };
  }

  /// Replies with the first bytes of a reply, and closes the connection.
  public static Behaviour cutAfter(byte[] reply, int bytes) {
    return visitor -> {
      visitor.awaitCommand();
      visitor.write(Arrays.copyOf(reply, Math.min(bytes, reply.length)));
    };
  }

  /// Announces a string of two gigabytes and sends nothing of it.
  public static Behaviour announceHugeBulk() {
    return answer("$2000000000\r\n");
  }

  /// Announces an array of two billion elements and sends none of them.
  public static Behaviour announceHugeArray() {
    return answer("*2000000000\r\n");
  }

  /// Sends arrays nested `depth` levels deep around a number.
  public static Behaviour nest(int depth) {
    return answer("*1\r\n".repeat(depth) + ":1\r\n");
  }

  /// Sends a simple string that never ends.
  public static Behaviour endlessLine() {
    return forever("+", "x".repeat(CHUNK));
  }

  /// Announces an array of two billion elements, and sends short strings without end.
  public static Behaviour endlessArray() {
    return forever("*2000000000\r\n", "$3\r\nabc\r\n".repeat(CHUNK / 9));
  }

  /// Announces a string of two gigabytes, and sends bytes without end.
  public static Behaviour sendHugeBulk() {
    return forever("$2000000000\r\n", "y".repeat(CHUNK));
  }

  /// Sends small replies without end, more than there were commands.
  public static Behaviour endlessReplies() {
    return forever("", "+OK\r\n".repeat(CHUNK / 5));
  }

  /// Sends an opening, and then repeats a text until the client or the test ends the connection.
  public static Behaviour forever(String opening, String again) {
    byte[] chunk = again.getBytes(StandardCharsets.ISO_8859_1);
    return visitor -> {
      visitor.awaitCommand();
      visitor.write(opening);
      while (true) {
        visitor.write(chunk);
      }
    };
  }

  /// Behaves as a web server: refuses the unknown request, and closes the connection.
  public static Behaviour http() {
    String body = "<html><body>Bad Request</body></html>\n";
    byte[] reply =
        Resp.ascii(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(body.length(), body));
    return visitor -> {
      visitor.awaitCommand();
      visitor.write(reply);
    };
  }

  /// Behaves as a TLS port: sends an alert (fatal, unexpected message), and closes the connection.
  public static Behaviour tls() {
    return visitor -> {
      visitor.awaitCommand();
      visitor.write(new byte[] {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x0a});
    };
  }

  /// Sends random bytes, the same for equal seeds, and closes the connection.
  public static Behaviour garbage(long seed, int bytes) {
    byte[] noise = new byte[bytes];
    new Random(seed).nextBytes(noise);
    return visitor -> {
      visitor.awaitCommand();
      visitor.write(noise);
    };
  }

  /// Forwards all commands to a server at `host:port`, one by one.
  public static Behaviour forward(String address) {
    return visitor -> visitor.forward(Optional.empty(), hang(), address);
  }

  /// Forwards all commands to a server at `host:port`, until a command begins with these words (`CONFIG`,
  /// `latency histogram`). This command is not forwarded: the behaviour replies to it, and the connection ends with the
  /// behaviour.
  public static Behaviour at(String words, Behaviour behaviour, String address) {
    return visitor -> visitor.forward(Optional.of(words), behaviour, address);
  }

  /// Behaves as a proxy that closes the connection when a command begins with these words.
  public static Behaviour closeAt(String words, String address) {
    return at(words, hangUp(), address);
  }
}
