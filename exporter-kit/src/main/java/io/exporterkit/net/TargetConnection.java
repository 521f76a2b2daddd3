package io.exporterkit.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A connection to a target as two streams, each of whose reads and writes ends by a deadline, however slowly the
/// target reads or writes. Made by [Dialer#connect]; closed by its owner. Used by one thread, except for [#close].
///
/// ```java
/// try (TargetConnection connection = dialer.connect(Endpoint.tcp(address), deadline)) {
///   connection.output().write("stats\r\n".getBytes(US_ASCII));
///   String first = connection.readLine(8192);
/// }
/// ```
///
/// Exceptions of the streams: [io.exporterkit.time.DeadlineException] when the deadline passes,
/// [ConnectionLostException] when the target has closed or reset the connection in the middle of a write,
/// [ProtocolException] when TLS fails.
public final class TargetConnection implements Closeable {
  private final Dialer dialer;
  private final Wire wire;
  private final Patience patience;
  private final InputStream input = new BufferedInputStream(new Input());
  private final OutputStream output = new Output();

  TargetConnection(Dialer dialer, Wire wire, Patience patience) {
    this.dialer = dialer;
    this.wire = wire;
    this.patience = patience;
  }

  /// Returns the bytes that the target sends, until the target closes the connection.
  public InputStream input() {
    return input;
  }

  /// Reads a line, without its end (`\\n` or `\\r\\n`), as UTF-8.
  ///
  /// @param most largest number of bytes
  /// @return null at the end of the stream
  /// @throws ProtocolException when the line is longer
  public @Nullable String readLine(int most) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = input.read(); b != '\n'; b = input.read()) {
      if (b < 0) {
        return line.size() == 0 ? null : line.toString(UTF_8);
      }
      if (line.size() == most) {
        throw new ProtocolException("a line is longer than " + most + " bytes");
      }
      line.write(b);
    }
    String text = line.toString(UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /// Returns the stream of bytes to the target. Unbuffered: each write is sent at once.
  public OutputStream output() {
    return output;
  }

  /// Closes the connection, and ends a read or write of another thread. Never throws.
  @Override
  public void close() {
    wire.close();
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      try {
        return patience.read(wire, into, from, length);
      } catch (ConnectionLostException e) {
        if (e.getCause() == null) {
          return -1; // closed by the target, not reset
        }
        throw e;
      }
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      byte[] part = from == 0 ? bytes : Arrays.copyOfRange(bytes, from, from + length);
      dialer.guard(wire, patience.deadline(), () -> wire.write(part, length));
    }
  }
}
