package io.exporterkit.redis.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/// A connection of a test to a Redis, for setting up the server and reading its state.
public final class RespConnection implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration READ = Duration.ofSeconds(10);

  private final Socket socket;
  private final InputStream in;

  private RespConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /// An error reply, such as `ERR unknown command 'FOO'`.
  public static final class ErrorReply extends RuntimeException {
    private static final long serialVersionUID = 1;

    ErrorReply(String message) {
      super(message);
    }
  }

  /// Connects to `host:port`.
  public static RespConnection open(String address) {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(socketAddress(address), (int) CONNECT.toMillis());
      socket.setSoTimeout((int) READ.toMillis());
      return new RespConnection(socket);
    } catch (IOException e) {
      try {
        socket.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw new UncheckedIOException(address + ": " + e.getMessage(), e);
    }
  }

  static InetSocketAddress socketAddress(String address) {
    int colon = address.lastIndexOf(':');
    return new InetSocketAddress(
        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }

  /// Sends a command and returns its reply as text; see [RedisServer#command] for the form.
  ///
  /// @throws ErrorReply when the reply is an error
  public String command(String... words) {
    byte[] reply = raw(words);
    String text = Resp.text(reply);
    if (reply[0] == '-') {
      throw new ErrorReply(text);
    }
    return text;
  }

  /// Sends a command and returns the bytes of its reply, which may be an error.
  public byte[] raw(String... words) {
    try {
      socket.getOutputStream().write(Resp.command(words));
      return Resp.readReply(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
