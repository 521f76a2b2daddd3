package io.exporterkit.redis.servers;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// RESP2 for the servers and the client of the tests: commands in both directions, replies as raw bytes. The code is
/// simple, not fast or robust; the exporter has a reader of its own.
final class Resp {
  private static final byte[] CRLF = {'\r', '\n'};

  private Resp() {}

  /// Encodes a command. In: `INFO ALL` Out: `*2\r\n$4\r\nINFO\r\n$3\r\nALL\r\n`
  static byte[] command(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ascii("*" + words.length + "\r\n"));
    for (String word : words) {
      out.writeBytes(bulk(word));
    }
    return out.toByteArray();
  }

  /// Encodes a bulk string. In: `abc` Out: `$3\r\nabc\r\n`
  static byte[] bulk(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ascii("$" + bytes.length + "\r\n"));
    out.writeBytes(bytes);
    out.writeBytes(CRLF);
    return out.toByteArray();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Returns the next command of a client, sent as a RESP array or inline; empty at the end of the stream, even in the
  /// middle of a command.
  static Optional<List<String>> readCommand(InputStream in) throws IOException {
    try {
      while (true) {
        String line = line(in, new ByteArrayOutputStream());
        if (line.isBlank()) {
          continue;
        }
        if (line.charAt(0) != '*') {
          return Optional.of(List.of(line.strip().split("\\s+")));
        }
        int count = Integer.parseInt(line.substring(1));
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          int length = Integer.parseInt(line(in, new ByteArrayOutputStream()).substring(1));
          words.add(new String(exactly(in, length), StandardCharsets.UTF_8));
          exactly(in, 2);
        }
        return Optional.of(List.copyOf(words));
      }
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  /// Returns the bytes of one whole reply.
  static byte[] readReply(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    copyReply(in, out);
    return out.toByteArray();
  }

  private static void copyReply(InputStream in, ByteArrayOutputStream out) throws IOException {
    String head = line(in, out);
    int count;
    switch (head.isEmpty() ? ' ' : head.charAt(0)) {
      case '+', '-', ':' -> {}
      case '$' -> {
        count = Integer.parseInt(head.substring(1));
        if (count >= 0) {
          out.writeBytes(exactly(in, count + 2));
        }
      }
      case '*' -> {
        count = Integer.parseInt(head.substring(1));
        for (int i = 0; i < count; i++) {
          copyReply(in, out);
        }
      }
      default -> throw new IOException("not a RESP2 reply: " + head);
    }
  }

  /// Returns one line without its line break. The line with its line break is appended to `copy`.
  private static String line(InputStream in, ByteArrayOutputStream copy) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection was closed");
      }
      copy.write(next);
      if (next == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(next);
    }
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the connection was closed");
    }
    return bytes;
  }

  /// Returns a whole reply as text: the string, the number, `(nil)`, an error without its `-`; the elements of an
  /// array, and of arrays in it, one in each line; nothing for an empty array.
  static String text(byte[] reply) {
    List<String> lines = new ArrayList<>();
    try (InputStream in = new java.io.ByteArrayInputStream(reply)) {
      collect(in, lines);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
    return String.join("\n", lines);
  }

  private static void collect(InputStream in, List<String> lines) throws IOException {
    String head = line(in, new ByteArrayOutputStream());
    String rest = head.substring(1);
    if (head.charAt(0) == '$' || head.charAt(0) == '*') {
      int count = Integer.parseInt(rest);
      if (count < 0) {
        lines.add("(nil)");
      } else if (head.charAt(0) == '$') {
        lines.add(new String(exactly(in, count), StandardCharsets.UTF_8));
        exactly(in, 2);
      } else {
        for (int i = 0; i < count; i++) {
          collect(in, lines);
        }
      }
    } else {
      lines.add(rest);
    }
  }
}
