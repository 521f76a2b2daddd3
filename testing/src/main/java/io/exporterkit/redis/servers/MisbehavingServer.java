package io.exporterkit.redis.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/// A server on loopback that breaks the rules in a chosen way. Nothing of it outlives `close()`.
///
/// ```java
/// MisbehavingServer.start(MisbehavingServer.hang());
/// MisbehavingServer.start(at("CONFIG", cutAfter(reply, 100), replay.address()));
/// ```
public final class MisbehavingServer implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;
  private static final int LEAVE_MILLIS = 2000;

  private final List<Behaviour> behaviours;
  private final Loopback loopback = new Loopback("misbehaving", this::serve);
  private final List<List<String>> commands = new ArrayList<>();
  private final AtomicLong written = new AtomicLong();

  private MisbehavingServer(List<Behaviour> behaviours) {
    this.behaviours = List.copyOf(behaviours);
  }

  /// What one connection gets. When it returns, the connection is closed properly: the visitor
  /// receives all that was written, and then the end of the stream.
  @FunctionalInterface
  public interface Behaviour {
    void meet(Visitor visitor) throws IOException, InterruptedException;

    /// This, and when it returns, the other.
    default Behaviour then(Behaviour next) {
      return visitor -> {
        meet(visitor);
        next.meet(visitor);
      };
    }
  }

  /// One connection, seen from the server.
  public final class Visitor {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /// The connection's command that is being answered was already taken by [#at].
    private boolean asked;

    private Visitor(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    /// The next command; empty when the visitor has gone.
    public Optional<List<String>> readCommand() throws IOException {
      Optional<List<String>> command = Resp.readCommand(in);
      command.ifPresent(MisbehavingServer.this::received);
      return command;
    }

    /// Returns when a command has come that nobody answered yet: at once inside [#at].
    public void awaitCommand() throws IOException {
      if (!asked && readCommand().isEmpty()) {
        throw new IOException("the visitor has gone");
      }
      asked = false;
    }

    public void write(byte[] bytes) throws IOException {
      out.write(bytes);
      written.addAndGet(bytes.length);
    }

    public void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Holds the connection open until the visitor or the test ends it; what it sends is read and
    /// forgotten.
    public void hold() throws IOException {
      in.transferTo(OutputStream.nullOutputStream());
    }

    private void forward(Optional<String> words, Behaviour behaviour, String address)
        throws IOException, InterruptedException {
      String wanted = words.map(w -> w.toLowerCase(Locale.ROOT)).orElse("");
      Socket server = new Socket();
      try (server) {
        loopback.track(server);
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
      } finally {
        loopback.forget(server);
      }
    }

    /// Closes the sending side and waits a while for the visitor to do the same. Closed with
    /// unread commands in it, a socket would reset the connection, and what was written be lost.
    private void takeLeave() throws IOException {
      if (!socket.isClosed()) {
        socket.shutdownOutput();
        socket.setSoTimeout(LEAVE_MILLIS);
        hold();
      }
    }

    /// Ends the connection with a reset instead of a proper close.
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  /// Starts a server whose n-th connection meets the n-th behaviour; the last one serves all that
  /// follow.
  public static MisbehavingServer start(Behaviour first, Behaviour... more) {
    List<Behaviour> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    MisbehavingServer server = new MisbehavingServer(all);
    server.loopback.start();
    return server;
  }

  private void serve(Socket socket, int number) throws IOException, InterruptedException {
    Visitor visitor = new Visitor(socket);
    behaviours.get(Math.min(number, behaviours.size() - 1)).meet(visitor);
    visitor.takeLeave();
  }

  private synchronized void received(List<String> command) {
    commands.add(command);
  }

  public int port() {
    return loopback.port();
  }

  /// `127.0.0.1:port`
  public String address() {
    return loopback.address();
  }

  /// `redis://127.0.0.1:port`
  public String uri() {
    return "redis://" + address();
  }

  /// Connections accepted so far.
  public int connections() {
    return loopback.connections();
  }

  /// Sockets open now: visitors, and the servers that [#at] passes them on to.
  public int open() {
    return loopback.open();
  }

  /// Bytes written to visitors so far; what is forwarded counts.
  public long bytesWritten() {
    return written.get();
  }

  /// Every command that was read, in one line each, in order; behaviours that only hold the
  /// connection read none.
  public synchronized List<String> commandLines() {
    return commands.stream().map(words -> String.join(" ", words)).toList();
  }

  @Override
  public void close() {
    loopback.close();
  }

  // Behaviours. Those that answer do so once a command has come.

  /// Accepts and says nothing, for ever.
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

  /// Answers with these bytes, and then says nothing.
  public static Behaviour answer(byte[] reply) {
    return visitor -> {
      visitor.awaitCommand();
      visitor.write(reply);
      visitor.hold();
    };
  }

  /// The same with text.
  public static Behaviour answer(String reply) {
    return answer(reply.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Answers one byte at a time.
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

  /// Answers with the first bytes of a reply and closes.
  public static Behaviour cutAfter(byte[] reply, int bytes) {
    return visitor -> {
      visitor.awaitCommand();
      visitor.write(Arrays.copyOf(reply, Math.min(bytes, reply.length)));
    };
  }

  /// Announces a string of two gigabytes and sends none of it.
  public static Behaviour announceHugeBulk() {
    return answer("$2000000000\r\n");
  }

  /// Announces an array of two billion elements and sends none of them.
  public static Behaviour announceHugeArray() {
    return answer("*2000000000\r\n");
  }

  /// An array in an array in an array, `depth` deep, around a number.
  public static Behaviour nest(int depth) {
    return answer("*1\r\n".repeat(depth) + ":1\r\n");
  }

  /// A simple string that never ends.
  public static Behaviour endlessLine() {
    return forever("+", "x".repeat(CHUNK));
  }

  /// An array of two billion elements, and they come: short strings, one after the other.
  public static Behaviour endlessArray() {
    return forever("*2000000000\r\n", "$3\r\nabc\r\n".repeat(CHUNK / 9));
  }

  /// A string of two gigabytes, and it comes.
  public static Behaviour sendHugeBulk() {
    return forever("$2000000000\r\n", "y".repeat(CHUNK));
  }

  /// Small replies without end, more than were asked for.
  public static Behaviour endlessReplies() {
    return forever("", "+OK\r\n".repeat(CHUNK / 5));
  }

  /// An opening, and then the same again and again until the visitor or the test has enough.
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

  /// A web server: refuses what it does not understand, and closes.
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

  /// A port that wants TLS: an alert (fatal, unexpected message) and the end.
  public static Behaviour tls() {
    return visitor -> {
      visitor.awaitCommand();
      visitor.write(new byte[] {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x0a});
    };
  }

  /// Random bytes, the same ones for the same seed, and the end.
  public static Behaviour garbage(long seed, int bytes) {
    byte[] noise = new byte[bytes];
    new Random(seed).nextBytes(noise);
    return visitor -> {
      visitor.awaitCommand();
      visitor.write(noise);
    };
  }

  /// Passes everything on to a server at `host:port`, command by command.
  public static Behaviour forward(String address) {
    return visitor -> visitor.forward(Optional.empty(), hang(), address);
  }

  /// Passes everything on to a server at `host:port`, until a command comes that begins with these
  /// words (`CONFIG`, `latency histogram`): that one is not passed on but meets the behaviour,
  /// and with it the connection ends.
  public static Behaviour at(String words, Behaviour behaviour, String address) {
    return visitor -> visitor.forward(Optional.of(words), behaviour, address);
  }

  /// A proxy that hangs up when it sees a command that begins with these words.
  public static Behaviour closeAt(String words, String address) {
    return at(words, hangUp(), address);
  }
}
