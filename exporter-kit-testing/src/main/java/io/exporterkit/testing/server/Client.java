package io.exporterkit.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The client of one connection, as a [Behaviour] sees it. Used by one thread.
public final class Client {
  private static final int LEAVE_MILLIS = 2000;

  private final int number;
  private final Socket raw;
  private final Socket socket;
  private final InputStream input;
  private final Sink sink;
  private final AtomicLong written;

  /// A receiver of bytes for the client.
  @FunctionalInterface
  private interface Sink {
    void write(byte[] bytes, int from, int to) throws IOException;
  }

  /// The end of a behaviour by a fault at one of its bytes.
  private static final class FaultException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /// A fault, which may use the connection until it ends.
  @FunctionalInterface
  interface Fault {
    void happen(Client client) throws IOException;
  }

  /// @param raw the connection
  /// @param socket the connection, or TLS on the connection
  /// @param written counts the bytes that are sent
  Client(int number, Socket raw, Socket socket, AtomicLong written) throws IOException {
    this.number = number;
    this.raw = raw;
    this.socket = socket;
    this.input = new BufferedInputStream(socket.getInputStream());
    this.written = written;
    OutputStream output = socket.getOutputStream();
    this.sink =
        (bytes, from, to) -> {
          output.write(bytes, from, to - from);
          written.addAndGet(to - from);
        };
  }

  private Client(Client client, Sink sink) {
    this.number = client.number;
    this.raw = client.raw;
    this.socket = client.socket;
    this.input = client.input;
    this.written = client.written;
    this.sink = sink;
  }

  /// Returns the number of the connection, counted from 0 in the order of acceptance.
  public int number() {
    return number;
  }

  /// Returns the bytes that the client sends.
  public InputStream input() {
    return input;
  }

  /// Reads a line in UTF-8, without its end (`\n` or `\r\n`).
  ///
  /// @return empty when the client has closed the connection
  public Optional<String> readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = input.read(); b != '\n'; b = input.read()) {
      if (b < 0) {
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toString(UTF_8));
      }
      line.write(b);
    }
    String text = line.toString(UTF_8);
    return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }

  /// Sends bytes.
  public void write(byte[] bytes) throws IOException {
    sink.write(bytes, 0, bytes.length);
  }

  /// Sends a text in UTF-8.
  public void write(String text) throws IOException {
    write(text.getBytes(UTF_8));
  }

  /// Keeps the connection open until the client or the test ends it. Received bytes are discarded.
  public void hold() throws IOException {
    input.transferTo(OutputStream.nullOutputStream());
  }

  /// Ends the connection with a reset instead of a proper close.
  public void reset() throws IOException {
    raw.setSoLinger(true, 0);
    raw.close();
  }

  /// Closes the sending side and waits for a while until the client does the same. Closing the socket with unread bytes
  /// would reset the connection, and bytes that were sent would be lost.
  void leave() throws IOException {
    if (!raw.isClosed()) {
      socket.shutdownOutput();
      raw.setSoTimeout(LEAVE_MILLIS);
      hold();
    }
  }

  /// Lets a behaviour meet this client, until a fault happens behind `bytes` bytes of what the behaviour sends.
  void meet(Behaviour behaviour, long bytes, Fault fault) throws IOException, InterruptedException {
    AtomicLong left = new AtomicLong(bytes);
    Client limited =
        new Client(
            this,
            (all, from, to) -> {
              int sent = (int) Math.min(left.get(), to - from);
              if (sent > 0) {
                sink.write(all, from, from + sent);
              }
              if (left.addAndGet(-sent) == 0) {
                throw new FaultException();
              }
            });
    try {
      behaviour.meet(limited);
    } catch (FaultException _) {
      fault.happen(this);
    }
  }

  private static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the server was closed");
    }
  }

  /// Lets a behaviour meet this client, and sends its bytes one at a time.
  void drip(Behaviour behaviour, Duration pause) throws IOException, InterruptedException {
    behaviour.meet(
        new Client(
            this,
            (all, from, to) -> {
              for (int i = from; i < to; i++) {
                sink.write(all, i, i + 1);
                pause(pause);
              }
            }));
  }
}
