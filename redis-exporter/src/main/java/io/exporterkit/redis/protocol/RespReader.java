package io.exporterkit.redis.protocol;

import io.exporterkit.net.ConnectionLostException;
import io.exporterkit.net.Patience;
import io.exporterkit.net.ProtocolException;
import io.exporterkit.net.Wire;
import io.exporterkit.time.DeadlineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A reader of RESP2 replies ([specification](https://redis.io/docs/latest/develop/reference/protocol-spec/)) within
/// the [ReplyLimits]: memory is reserved before it is allocated, and a list grows as its elements arrive.
///
/// After any exception the reader cannot be used any more, because the stream is in the middle of a reply.
final class RespReader {
  private static final int TEXT_BYTES = 56; // a text's two objects
  private static final int ELEMENT_BYTES = 40; // an object and its place in a list
  // A longer string is most likely a hostile INFO. Its cost includes the text and the samples that
  // are made of it.
  private static final int SHORT_BYTES = 64 << 10;
  private static final int COPIES_OF_LONG = 4;
  private static final int BUFFER_BYTES = 8192;
  // Characters that are kept of an error or a status, because a list may contain a million of them.
  private static final int LONGEST_TEXT = 1024;
  private static final int MOST_DIGITS = 19;
  // The digits of the largest and of the smallest number.
  private static final String[] MOST = {"9223372036854775807", "-9223372036854775808"};
  private static final Reply NIL = new Reply.Nil();
  // Replies that arrive a hundred thousand times in a check of keys: sizes, and types of keys.
  private static final Reply[] SMALL_INTEGERS = smallIntegers();
  private static final List<KnownStatus> TYPES =
      List.of(
          new KnownStatus("string"),
          new KnownStatus("list"),
          new KnownStatus("set"),
          new KnownStatus("zset"),
          new KnownStatus("hash"),
          new KnownStatus("stream"),
          new KnownStatus("none"));
  private static final int LONGEST_TYPE = 6;

  private final Wire wire;
  private final ReplyLimits limits;
  private final ReplyMemory memory;
  private static final byte[] NO_BUFFER = {};

  // Empty while the connection is kept for the next scrape.
  private byte[] buffer = NO_BUFFER;
  private int at;
  private int end;
  private long scrapeBytes;
  private long taken;
  // Memory of the reply that is being read; one that uses most of the memory is itself too large.
  private long takenByReply;
  private boolean broken;
  private boolean received;
  // Whether the last number has more than 64 bits.
  private boolean beyondLong;

  RespReader(Wire wire, ReplyLimits limits, ReplyMemory memory) {
    this.wire = wire;
    this.limits = limits;
    this.memory = memory;
  }

  /// Reads the next reply.
  ///
  /// @throws ConnectionLostException when the server has closed the connection
  /// @throws DeadlineException when the deadline passed, or no byte arrived for longer than `patience` allows
  /// @throws ProtocolException when the bytes are no reply
  /// @throws ReplyTooLargeException when the reply exceeds the limits, or other scrapes have left no memory for it
  /// ([NoRoomException])
  Reply read(Patience patience) throws IOException {
    if (broken) {
      throw new ConnectionLostException();
    }
    broken = true; // until the reply is complete, also when an Error is thrown meanwhile
    takenByReply = 0;
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

  /// Whether any byte was received.
  boolean hasReceived() {
    return received;
  }

  /// Whether bytes were received that belong to no reply which was read.
  boolean hasUnread() throws IOException {
    return broken || at < end || wire.hasUnread();
  }

  /// Resets the count of bytes at the end of a scrape. Frees the memory of the replies, and the buffer where no byte in
  /// it is unread.
  void rest() {
    scrapeBytes = 0;
    forgetReplies();
    if (at == end) {
      at = 0;
      end = 0;
      buffer = NO_BUFFER;
    }
  }

  /// Frees the memory of the replies that were read so far.
  void forgetReplies() {
    memory.giveBack(taken);
    taken = 0;
  }

  private Reply read(Patience patience, int depth) throws IOException {
    int type = next(patience);
    return switch (type) {
      case '+' -> status(patience);
      case '-' -> new Reply.Error(text(patience));
      case ':' -> integer(patience);
      case '$' -> bulk(length(patience), patience, depth);
      case '*' -> array(length(patience), patience, depth);
      case 0x15, 0x16 -> throw new ProtocolException(ServerTexts.SPEAKS_TLS);
      default ->
          throw new ProtocolException("not a Redis server: its reply is not in the Redis protocol");
    };
  }

  /// Returns the integer; nil for one of more than 64 bits, so that the connection can be used further.
  private Reply integer(Patience patience) throws IOException {
    long number = number(patience);
    if (beyondLong) {
      return NIL;
    }
    return number >= 0 && number < SMALL_INTEGERS.length
        ? SMALL_INTEGERS[(int) number]
        : new Reply.Int(number);
  }

  private long length(Patience patience) throws IOException {
    long length = number(patience);
    if (beyondLong) {
      throw new ProtocolException("reply too large: its length has more than 64 bits");
    }
    return length;
  }

  private Reply status(Patience patience) throws IOException {
    for (int i = at; i < Math.min(end - 1, at + LONGEST_TYPE + 1); i++) {
      if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
        for (KnownStatus type : TYPES) {
          if (Arrays.equals(buffer, at, i, type.bytes, 0, type.bytes.length)) {
            at = i + 2;
            return type.reply;
          }
        }
      }
    }
    return new Reply.Status(text(patience));
  }

  /// A simple string that is expected often.
  private static final class KnownStatus {
    final byte[] bytes;
    final Reply reply;

    KnownStatus(String text) {
      bytes = text.getBytes(StandardCharsets.UTF_8);
      reply = new Reply.Status(text);
    }
  }

  private static Reply[] smallIntegers() {
    Reply[] integers = new Reply[256];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = new Reply.Int(i);
    }
    return integers;
  }

  private Reply bulk(long length, Patience patience, int depth) throws IOException {
    if (length == -1) {
      return NIL;
    }
    if (length < 0 || (length > limits.bulkBytes() && depth > 0) || length > limits.scrapeBytes()) {
      throw new ReplyTooLargeException(
          "reply too large: a string longer than " + limits.bulkBytes());
    }
    byte[] bytes = new byte[depth > 0 ? takeWhole((int) length) : takeBeginning(length)];
    int have = Math.min(bytes.length, end - at);
    System.arraycopy(buffer, at, bytes, 0, have);
    at += have;
    while (have < bytes.length) {
      int n = receive(bytes, have, bytes.length - have, patience);
      have += n;
    }
    for (long surplus = length - bytes.length; surplus > 0; ) {
      if (at == end) {
        fill(patience);
      }
      int n = (int) Math.min(surplus, end - at);
      at += n;
      surplus -= n;
    }
    if (next(patience) != '\r' || next(patience) != '\n') {
      throw new ProtocolException("not a Redis server: a string without its end");
    }
    return new Reply.Bulk(bytes, length);
  }

  private int takeWhole(int length) throws IOException {
    take(cost(length));
    return length;
  }

  /// Reserves memory for as much of a string as the limits and other scrapes allow, and returns the number of bytes.
  /// The rest of the string is discarded.
  private int takeBeginning(long length) throws IOException {
    int part = (int) Math.min(length, limits.bulkBytes());
    while (part > SHORT_BYTES) {
      if (tryTake(cost(part))) {
        return part;
      }
      part /= 2;
    }
    return takeWhole(part);
  }

  private static long cost(int length) {
    return length <= SHORT_BYTES ? length : (long) length * COPIES_OF_LONG;
  }

  private Reply array(long count, Patience patience, int depth) throws IOException {
    if (count == -1) {
      return NIL;
    }
    if (count < 0 || count > limits.elements()) {
      throw new ReplyTooLargeException(
          "reply too large: a list of more than " + limits.elements() + " elements");
    }
    if (depth >= limits.depth()) {
      throw new ReplyTooLargeException(
          "reply too large: lists nested deeper than " + limits.depth() + " levels");
    }
    List<Reply> elements = new ArrayList<>((int) Math.min(count, 64));
    for (long i = 0; i < count; i++) {
      take(ELEMENT_BYTES);
      elements.add(read(patience, depth + 1));
    }
    return new Reply.Array(elements);
  }

  /// Returns the beginning of the rest of the line, after memory for it was reserved.
  private String text(Patience patience) throws IOException {
    String line = line(patience);
    String text = line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT);
    take(TEXT_BYTES + 2L * text.length());
    return text;
  }

  /// Returns the rest of the line without its end, decoded as UTF-8.
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
        throw new ReplyTooLargeException(
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

  /// Returns the rest of the line as a number. A number of at most 18 digits that is complete in the buffer is parsed
  /// without a string, because most replies contain numbers.
  private long number(Patience patience) throws IOException {
    beyondLong = false;
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
    String line = line(patience);
    if (isBeyondLong(line)) {
      beyondLong = true;
      return 0;
    }
    try {
      return Long.parseLong(line);
    } catch (NumberFormatException _) {
      throw new ProtocolException("not a Redis server: a number was expected");
    }
  }

  /// Whether a text consists of digits and has more than 64 bits as a number.
  private static boolean isBeyondLong(String line) {
    int from = line.startsWith("-") ? 1 : 0;
    int digits = line.length() - from;
    for (int i = from; i < line.length(); i++) {
      if (line.charAt(i) < '0' || line.charAt(i) > '9') {
        return false;
      }
    }
    return digits > MOST_DIGITS || (digits == MOST_DIGITS && line.compareTo(MOST[from]) > 0);
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
    if (buffer.length == 0) {
      buffer = new byte[BUFFER_BYTES];
    }
    end = receive(buffer, 0, buffer.length, patience);
  }

  private int receive(byte[] into, int from, int length, Patience patience) throws IOException {
    int n = patience.read(wire, into, from, length);
    received = true;
    scrapeBytes += n;
    if (scrapeBytes > limits.scrapeBytes()) {
      throw new ReplyTooLargeException(
          "replies too large: more than " + limits.scrapeBytes() + " bytes in one scrape");
    }
    return n;
  }

  private void take(long bytes) throws IOException {
    if (!tryTake(bytes)) {
      String why = "replies too large: no memory left for them";
      throw memory.isMost(takenByReply + bytes)
          ? new ReplyTooLargeException(why)
          : new NoRoomException(why);
    }
  }

  private boolean tryTake(long bytes) {
    if (!memory.take(bytes)) {
      return false;
    }
    taken += bytes;
    takenByReply += bytes;
    return true;
  }
}
