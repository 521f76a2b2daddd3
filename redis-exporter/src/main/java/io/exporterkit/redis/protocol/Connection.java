package io.exporterkit.redis.protocol;

import io.exporterkit.net.ConnectionLostException;
import io.exporterkit.net.ConnectionPool;
import io.exporterkit.net.Dialer;
import io.exporterkit.net.Patience;
import io.exporterkit.net.Wire;
import io.exporterkit.time.Deadline;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An open connection to a server, which answers commands in the order in which they were sent. Used by one thread at a
/// time.
public final class Connection implements ConnectionPool.Pooled {
  // Bytes that fit the socket buffer of every kernel, so that a write does not block.
  private static final int FITS_SOCKET_BUFFER = 16 << 10;

  private final Wire wire;
  private final RespReader reader;
  private final long openedAt;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();
  private int replies;
  private Reply.@Nullable Error onlyError;
  private final RoundLog rounds = new RoundLog();
  // The server and role in the last INFO; null before the first INFO.
  public @Nullable Peer peer;

  /// The run id and the role in the last INFO on a connection.
  public record Peer(String runId, String role) {
    // Written out, because the methods that the compiler adds to a record are linked at run time.
    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Peer other && runId.equals(other.runId) && role.equals(other.role);
    }

    @Override
    public int hashCode() {
      return 31 * runId.hashCode() + role.hashCode();
    }
  }

  public Connection(Wire wire, ReplyLimits limits, ReplyMemory memory, long openedAt) {
    this(wire, limits, memory, openedAt, () -> {});
  }

  /// @param openedAt moment of the ticker, in nanoseconds
  /// @param onClose runs once, when the connection is closed
  public Connection(
      Wire wire, ReplyLimits limits, ReplyMemory memory, long openedAt, Runnable onClose) {
    this.onClose = onClose;
    this.wire = wire;
    this.reader = new RespReader(wire, limits, memory);
    this.openedAt = openedAt;
  }

  /// Returns the moment of the ticker at which the connection was opened, in nanoseconds.
  @Override
  public long openedAt() {
    return openedAt;
  }

  /// Whether any byte was received.
  public boolean hasAnswered() {
    return reader.hasReceived();
  }

  public Wire wire() {
    return wire;
  }

  /// Writes all commands at once. May block while the server reads nothing, so the commands must be small.
  ///
  /// @throws ConnectionLostException when the server has closed the connection
  public void send(List<Command> commands) throws IOException {
    int length = 0;
    for (Command command : commands) {
      length += command.encoded().length;
    }
    byte[] bytes = new byte[length];
    int at = 0;
    for (Command command : commands) {
      byte[] encoded = command.encoded();
      System.arraycopy(encoded, 0, bytes, at, encoded.length);
      at += encoded.length;
    }
    rounds.sent(commands, length);
    write(bytes, length);
  }

  /// Writes all commands at once, also when they are larger than the socket buffer and the server does not read.
  ///
  /// @throws ConnectionLostException when the server has closed the connection
  /// @throws DeadlineException when the deadline passed first; the connection is closed then
  public void send(Batch batch, Deadline deadline, Dialer dialer) throws IOException {
    rounds.sent(batch);
    if (batch.length() <= FITS_SOCKET_BUFFER) {
      write(batch.bytes(), batch.length());
    } else {
      dialer.guard(wire, deadline, () -> write(batch.bytes(), batch.length()));
    }
  }

  private void write(byte[] bytes, int length) throws IOException {
    try {
      wire.write(bytes, length);
    } catch (IOException e) {
      ConnectionLostException lost = new ConnectionLostException();
      lost.initCause(e);
      throw lost;
    }
  }

  /// Reads the reply to the oldest command that was not answered yet.
  ///
  /// @throws ConnectionLostException when the server has closed the connection
  /// @throws DeadlineException when the reply did not arrive in time
  /// @throws ProtocolException when the bytes are no reply
  /// @throws ReplyTooLargeException when the reply exceeds the limits or the memory for replies
  public Reply read(Patience patience) throws IOException {
    Reply reply = reader.read(patience);
    rounds.arrived();
    replies = Math.min(replies + 1, 2);
    onlyError = replies == 1 && reply instanceof Reply.Error error ? error : null;
    return reply;
  }

  /// Returns the error that a server sent before it closed the connection, if that was the only reply; else null.
  ///
  /// A server that is full or in protected mode sends such an error as soon as it has accepted the connection. A write
  /// may fail before the error was read.
  public Reply.@Nullable Error lastWords(Patience patience) {
    if (replies == 0) {
      try {
        var _ = read(patience);
      } catch (IOException _) {
        return null;
      }
    }
    return onlyError;
  }

  /// Waits for the first byte of the next reply.
  ///
  /// @throws IOException as [#read] does
  public void awaitByte(Patience patience) throws IOException {
    reader.awaitByte(patience);
  }

  /// Whether no byte is ready to be read, as far as can be seen. Such a byte would be part of no reply to a later
  /// command.
  @Override
  public boolean isClean() {
    try {
      return !reader.hasUnread();
    } catch (IOException _) {
      return false;
    }
  }

  /// Frees the memory of the replies that were read so far. They must not be used any more.
  public void forgetReplies() {
    reader.forgetReplies();
  }

  /// Ends a scrape: resets the count of bytes, and frees the memory of the replies and of the read buffer.
  @Override
  public void rest() {
    rounds.endScrape();
    reader.rest();
  }

  @Override
  public void close() {
    rounds.endScrape();
    reader.rest();
    wire.close();
    if (!closed.getAndSet(true)) {
      onClose.run();
    }
  }
}
