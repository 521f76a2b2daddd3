package io.exporterkit.redis.connection;

import io.exporterkit.scrape.DeadlineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads RESP2 replies ([specification](https://redis.io/docs/latest/develop/reference/protocol-spec/)), none of them past the limits:
/// what a target announces is never allocated before it is allowed, and an array grows as its elements come.
///
/// After any exception the stream stands in the middle of a reply, and the reader is of no more use.
final class RespReader {
  private static final int ELEMENT_BYTES = 40; // an object and its place in a list
  // A longer string, which is most likely a hostile INFO, is counted with the text and the samples
  // that are made of it.
  private static final int SHORT_BYTES = 64 << 10;
  private static final int COPIES_OF_LONG = 4;
  private static final Reply NIL = new Reply.Nil();

  private final Wire wire;
  private final ReplyLimits limits;
  private final ReplyMemory memory;
  private final byte[] buffer = new byte[8192];
  private int at;
  private int end;
  private long scrapeBytes;
  private long taken;
  private boolean broken;
  private boolean received;
  // The last simple string, since one follows another: `+string` for each of a thousand keys.
  private byte[] lastStatusBytes = {};
  private Reply lastStatus = new Reply.Status("");

  RespReader(Wire wire, ReplyLimits limits, ReplyMemory memory) {
    this.wire = wire;
    this.limits = limits;
    this.memory = memory;
  }

  /// Reads the next reply.
  ///
  /// @throws ConnectionLostException when the other side has closed
  /// @throws DeadlineException when it stays silent for longer than the patience lasts
  /// @throws ProtocolException when it is no reply, or one past the limits
  /// @throws NoRoomException when there is no room for it
  Reply read(Patience patience) throws IOException {
    if (broken) {
      throw new ConnectionLostException();
    }
    broken = true; // until the reply is whole, also where an Error comes in between
    Reply reply = read(patience, 0);
    broken = false;
    return reply;
  }

  /// Waits for the first byte of the next reply.
  void awaitByte(Patience patience) throws IOException {
    if (at == end) {
      fill(patience);
    }
  }

  /// Whether any byte has come.
  boolean hasReceived() {
    return received;
  }

  /// Whether bytes have come that nobody asked for.
  boolean hasUnread() throws IOException {
    return broken || at < end || wire.hasUnread();
  }

  /// Begins a new scrape's count of bytes, and gives back the memory of the replies of the last one.
  void beginScrape() {
    scrapeBytes = 0;
    forgetReplies();
  }

  /// Gives back the memory of the replies read so far.
  void forgetReplies() {
    memory.giveBack(taken);
    taken = 0;
  }

  private Reply read(Patience patience, int depth) throws IOException {
    int type = next(patience);
    return switch (type) {
      case '+' -> status(patience);
      case '-' -> new Reply.Error(line(patience));
      case ':' -> new Reply.Int(number(patience));
      case '$' -> bulk(number(patience), patience);
      case '*' -> array(number(patience), patience, depth);
      case 0x15, 0x16 -> throw new ProtocolException(TlsFaults.SPEAKS_TLS);
      default -> throw new ProtocolException("not a Redis server: its answer is no Redis reply");
    };
  }

  private Reply status(Patience patience) throws IOException {
    int length = lastStatusBytes.length;
    if (end - at >= length + 2
        && buffer[at + length] == '\r'
        && buffer[at + length + 1] == '\n'
        && Arrays.equals(buffer, at, at + length, lastStatusBytes, 0, length)) {
      at += length + 2;
      return lastStatus;
    }
    String text = line(patience);
    lastStatusBytes = text.getBytes(StandardCharsets.UTF_8);
    lastStatus = new Reply.Status(text);
    return lastStatus;
  }

  private Reply bulk(long length, Patience patience) throws IOException {
    if (length == -1) {
      return NIL;
    }
    if (length < 0 || length > limits.bulkBytes()) {
      throw new ProtocolException("reply too large: a string longer than " + limits.bulkBytes());
    }
    take(length <= SHORT_BYTES ? length : length * COPIES_OF_LONG);
    byte[] bytes = new byte[(int) length];
    int have = Math.min(bytes.length, end - at);
    System.arraycopy(buffer, at, bytes, 0, have);
    at += have;
    while (have < bytes.length) {
      int n = receive(bytes, have, bytes.length - have, patience);
      have += n;
    }
    if (next(patience) != '\r' || next(patience) != '\n') {
      throw new ProtocolException("not a Redis server: a string without its end");
    }
    return new Reply.Bulk(bytes);
  }

  private Reply array(long count, Patience patience, int depth) throws IOException {
    if (count == -1) {
      return NIL;
    }
    if (count < 0 || count > limits.elements()) {
      throw new ProtocolException(
          "reply too large: a list of more than " + limits.elements() + " elements");
    }
    if (depth >= limits.depth()) {
      throw new ProtocolException(
          "reply too large: lists nested deeper than " + limits.depth() + " levels");
    }
    List<Reply> elements = new ArrayList<>((int) Math.min(count, 64));
    for (long i = 0; i < count; i++) {
      take(ELEMENT_BYTES);
      elements.add(read(patience, depth + 1));
    }
    return new Reply.Array(elements);
  }

  /// The rest of the line, without its end. Bytes beyond ASCII are read as UTF-8.
  private String line(Patience patience) throws IOException {
    for (int i = at; i < end; i++) {
      if (buffer[i] == '\r') {
        String text = new String(buffer, at, i - at, StandardCharsets.UTF_8);
        at = i + 1;
        endOfLine(patience);
        return text;
      }
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream(128);
    for (int b = next(patience); b != '\r'; b = next(patience)) {
      if (text.size() >= limits.lineBytes()) {
        throw new ProtocolException(
            "reply too large: a line longer than " + limits.lineBytes() + " bytes");
      }
      text.write(b);
    }
    endOfLine(patience);
    return text.toString(StandardCharsets.UTF_8);
  }

  private void endOfLine(Patience patience) throws IOException {
    if (next(patience) != '\n') {
      throw new ProtocolException("not a Redis server: a line without its end");
    }
  }

  /// The rest of the line as a number. Most replies are made of them, so one that lies whole in the buffer, with at most 18 digits,
  /// becomes no string on the way.
  private long number(Patience patience) throws IOException {
    int i = at;
    boolean negative = i < end && buffer[i] == '-';
    if (negative) {
      i++;
    }
    int digits = i;
    long value = 0;
    while (i < end && i - digits < 18 && buffer[i] >= '0' && buffer[i] <= '9') {
      value = value * 10 + (buffer[i++] - '0');
    }
    if (i > digits && i + 1 < end && buffer[i] == '\r' && buffer[i + 1] == '\n') {
      at = i + 2;
      return negative ? -value : value;
    }
    try {
      return Long.parseLong(line(patience));
    } catch (NumberFormatException _) {
      throw new ProtocolException("not a Redis server: a number was due");
    }
  }

  private int next(Patience patience) throws IOException {
    if (at == end) {
      fill(patience);
    }
    return buffer[at++];
  }

  private void fill(Patience patience) throws IOException {
    at = 0;
    end = 0;
    end = receive(buffer, 0, buffer.length, patience);
  }

  private int receive(byte[] into, int from, int length, Patience patience) throws IOException {
    int n = patience.read(wire, into, from, length);
    received = true;
    scrapeBytes += n;
    if (scrapeBytes > limits.scrapeBytes()) {
      throw new ProtocolException(
          "replies too large: more than " + limits.scrapeBytes() + " bytes in one scrape");
    }
    return n;
  }

  private void take(long bytes) throws IOException {
    if (!memory.take(bytes)) {
      String why = "replies too large: no memory left for them";
      throw memory.isMost(taken) ? new ProtocolException(why) : new NoRoomException(why);
    }
    taken += bytes;
  }
}
