package io.exporterkit.redis.protocol;

import io.exporterkit.net.ConnectionLostException;
import io.exporterkit.net.ConnectionPool;
import io.exporterkit.net.Dialer;
import io.exporterkit.net.Patience;
import io.exporterkit.net.Wire;
import io.exporterkit.scrape.Deadline;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An open connection to a server: commands out, replies in, in the same order.
public final class Connection implements ConnectionPool.Pooled {
  // Less than any kernel takes without waiting for the other side.
  private static final int FITS_SOCKET_BUFFER = 16 << 10;

  private final Wire wire;
  private final RespReader reader;
  private final long openedAt;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();
  private int replies;
  private Reply.@Nullable Error onlyError;
  // Who answered on it last; null before the first INFO.
  public @Nullable Peer peer;

  /// Server and role seen in the last INFO on this connection.
  public record Peer(String runId, String role) {}

  public Connection(Wire wire, ReplyLimits limits, ReplyMemory memory, long openedAt) {
    this(wire, limits, memory, openedAt, () -> {});
  }

  /// @param openedAt moment of the ticker
  /// @param onClose runs once, when the connection is closed
  public Connection(
      Wire wire, ReplyLimits limits, ReplyMemory memory, long openedAt, Runnable onClose) {
    this.onClose = onClose;
    this.wire = wire;
    this.reader = new RespReader(wire, limits, memory);
    this.openedAt = openedAt;
  }

  /// Moment of the ticker at which it was opened.
  @Override
  public long openedAt() {
    return openedAt;
  }

  /// Whether any byte has come on it.
  public boolean hasAnswered() {
    return reader.hasReceived();
  }

  public Wire wire() {
    return wire;
  }

  /// Writes all commands at once.
  ///
  /// @throws ConnectionLostException when the other side has closed
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
    write(bytes, length);
  }

  /// Writes all commands at once, before the deadline, which a target that reads nothing would outlast.
  ///
  /// @throws ConnectionLostException when the other side has closed
  public void send(Batch batch, Deadline deadline, Dialer dialer) throws IOException {
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

  /// Reads the reply of the oldest command not answered yet.
  public Reply read(Patience patience) throws IOException {
    Reply reply = reader.read(patience);
    replies = Math.min(replies + 1, 2);
    onlyError = replies == 1 && reply instanceof Reply.Error error ? error : null;
    return reply;
  }

  /// Returns the error that a server sent before it closed the connection: the only reply, whatever was sent. Null for none.
  ///
  /// A server that is full, or in protected mode, sends such an error as soon as it has accepted. A write may then fail before
  /// the error was read.
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
  public void awaitByte(Patience patience) throws IOException {
    reader.awaitByte(patience);
  }

  /// Whether nothing lies ready that nobody asked for, as far as can be seen.
  @Override
  public boolean isClean() {
    try {
      return !reader.hasUnread();
    } catch (IOException _) {
      return false;
    }
  }

  /// Gives back the memory of the replies read so far, which must not be used any more.
  public void forgetReplies() {
    reader.forgetReplies();
  }

  /// Ends a scrape: its bytes count no more, and the memory of its replies and of the read buffer is free again.
  @Override
  public void rest() {
    reader.rest();
  }

  @Override
  public void close() {
    reader.rest();
    wire.close();
    if (!closed.getAndSet(true)) {
      onClose.run();
    }
  }
}
