package io.exporterkit.redis.protocol;

import io.exporterkit.text.LosslessUtf8;
import java.util.List;

/// The reply of a server to one command, in RESP2. Immutable.
public sealed interface Reply {
  /// A bulk string: `$5\r\nhello\r\n`.
  final class Bulk implements Reply {
    private final byte[] bytes;
    private final long sentBytes;

    public Bulk(byte[] bytes) {
      this(bytes, bytes.length);
    }

    /// @param sentBytes length of the whole string, of which `bytes` may be only the beginning
    public Bulk(byte[] bytes, long sentBytes) {
      this.bytes = bytes;
      this.sentBytes = sentBytes;
    }

    /// Whether only the beginning of the string was kept, because [ReplyLimits] or other scrapes left no memory for the
    /// rest. Only a reply that consists of one string can be cut, never an element of an array.
    public boolean isCut() {
      return sentBytes > bytes.length;
    }

    public int length() {
      return bytes.length;
    }

    /// Returns the bytes themselves, not a copy.
    public byte[] bytes() {
      return bytes;
    }

    /// Returns the complete lines of the text: of a text that is cut, all lines except the last.
    public String wholeLines() {
      int end = bytes.length;
      while (isCut() && end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      return LosslessUtf8.decode(bytes, 0, end);
    }

    /// Returns the bytes as text. A byte that is not part of valid UTF-8 becomes `\xff`.
    public String text() {
      return LosslessUtf8.decode(bytes, 0, bytes.length);
    }
  }

  /// A simple string: `+OK`.
  record Status(String text) implements Reply {}

  /// An integer: `:14`.
  record Int(long value) implements Reply {}

  /// An error: `-ERR unknown command`. The first word is the code.
  record Error(String message) implements Reply {
    /// Returns the first word: `ERR`, `NOPERM`, `LOADING`.
    public String code() {
      int blank = message.indexOf(' ');
      return blank < 0 ? message : message.substring(0, blank);
    }
  }

  /// Nil: `$-1` or `*-1`.
  record Nil() implements Reply {}

  /// An array, such as `*2` followed by two elements. Elements may be errors.
  record Array(List<Reply> elements) implements Reply {
    public Array {
      elements = List.copyOf(elements);
    }
  }
}
