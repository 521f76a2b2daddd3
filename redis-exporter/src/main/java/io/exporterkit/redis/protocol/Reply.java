package io.exporterkit.redis.protocol;

import io.exporterkit.text.LosslessUtf8;
import java.util.List;

/// What a server answered to one command, in RESP2.
public sealed interface Reply {
  /// A bulk string: `$5\r\nhello\r\n`.
  final class Bulk implements Reply {
    private final byte[] bytes;
    private final long sentBytes;

    public Bulk(byte[] bytes) {
      this(bytes, bytes.length);
    }

    /// @param sentBytes length of the whole string, of which `bytes` may be the beginning alone
    public Bulk(byte[] bytes, long sentBytes) {
      this.bytes = bytes;
      this.sentBytes = sentBytes;
    }

    /// Whether the server sent more than was kept, because [ReplyLimits] or other scrapes left no memory for the rest. Only a reply that is
    /// a string as a whole can be cut; an element of an array never is.
    public boolean isCut() {
      return sentBytes > bytes.length;
    }

    public int length() {
      return bytes.length;
    }

    /// The bytes themselves, not a copy.
    public byte[] bytes() {
      return bytes;
    }

    /// Returns the lines that came whole, as [#text()] does: of a text that is cut, all but the last.
    public String wholeLines() {
      int end = bytes.length;
      while (isCut() && end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      return LosslessUtf8.decode(bytes, 0, end);
    }

    /// The bytes as text; what is no UTF-8 as `\xff`.
    public String text() {
      return LosslessUtf8.decode(bytes, 0, bytes.length);
    }
  }

  /// A simple string: `+OK`.
  record Status(String text) implements Reply {}

  /// An integer: `:14`.
  record Int(long value) implements Reply {}

  /// An error: `-ERR unknown command`. Its first word is the code.
  record Error(String message) implements Reply {
    /// The first word: `ERR`, `NOPERM`, `LOADING`.
    public String code() {
      int blank = message.indexOf(' ');
      return blank < 0 ? message : message.substring(0, blank);
    }
  }

  /// Nothing: `$-1` or `*-1`.
  record Nil() implements Reply {}

  /// An array: `*2` and its elements, which may be errors.
  record Array(List<Reply> elements) implements Reply {
    public Array {
      elements = List.copyOf(elements);
    }
  }
}
