package io.exporterkit.redis.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Commands that are written together, encoded as they are added. Arguments may be any bytes.
///
/// ```java
/// Batch batch = new Batch();
/// for (byte[] key : keys) {
///   batch.commandWith(1, "MEMORY", "USAGE").with(key);
/// }
/// ```
///
/// Used by one thread.
public final class Batch {
  private static final byte[] LINE_END = {'\r', '\n'};

  private byte[] bytes = new byte[1024];
  private int length;
  private int commands;
  // Arguments that the last command still lacks.
  private int missing;

  /// Adds a command without further arguments.
  public Batch command(String... words) {
    return begin(words.length, words);
  }

  /// Adds a command that lacks `arguments` arguments, which [#with] adds.
  public Batch commandWith(int arguments, String... words) {
    return begin(words.length + arguments, words);
  }

  /// Adds a command of this kind that lacks `arguments` arguments, which [#with] adds.
  ///
  /// @throws IllegalStateException when the command before lacks arguments
  public Batch commandWith(int arguments, Command kind) {
    if (missing > 0) {
      throw new IllegalStateException("the last command lacks " + missing + " arguments");
    }
    header('*', kind.size() + arguments);
    append(kind.encodedWords());
    commands++;
    missing = arguments;
    return this;
  }

  /// Adds the next argument of the command that [#commandWith] has begun.
  ///
  /// @throws IllegalStateException when the command is complete
  public Batch with(byte[] argument) {
    if (missing == 0) {
      throw new IllegalStateException("the command is complete");
    }
    missing--;
    header('$', argument.length);
    append(argument);
    append(LINE_END);
    return this;
  }

  /// Adds the next argument as UTF-8.
  public Batch with(String argument) {
    return with(argument.getBytes(StandardCharsets.UTF_8));
  }

  /// Adds a copy of one command of another batch.
  ///
  /// @param index of the command in the other batch, from 0
  public void copy(Batch other, int index) {
    int from = 0;
    for (int i = 0; i < index; i++) {
      from = other.endOf(from);
    }
    commands++;
    append(other.bytes, from, other.endOf(from) - from);
  }

  /// Returns the index of the first byte after the command that begins at `begin`.
  private int endOf(int begin) {
    int at = begin;
    int words = numberAt(at);
    at = lineAfter(at);
    for (int i = 0; i < words; i++) {
      int bytesOfWord = numberAt(at);
      at = lineAfter(at) + bytesOfWord + LINE_END.length;
    }
    return at;
  }

  /// Returns the number in the header at an index, such as 3 in `*3`.
  private int numberAt(int at) {
    int number = 0;
    for (int i = at + 1; bytes[i] != '\r'; i++) {
      number = number * 10 + (bytes[i] - '0');
    }
    return number;
  }

  private int lineAfter(int at) {
    int i = at;
    while (bytes[i] != '\n') {
      i++;
    }
    return i + 1;
  }

  /// Removes all commands, so that the batch can be filled again after its replies were read.
  public void clear() {
    length = 0;
    commands = 0;
    missing = 0;
  }

  /// Returns the number of commands.
  public int size() {
    return commands;
  }

  byte[] bytes() {
    if (missing > 0) {
      throw new IllegalStateException("the last command lacks " + missing + " arguments");
    }
    return bytes;
  }

  int length() {
    return length;
  }

  private Batch begin(int words, String[] first) {
    if (missing > 0) {
      throw new IllegalStateException("the last command lacks " + missing + " arguments");
    }
    header('*', words);
    commands++;
    missing = words;
    for (String word : first) {
      with(word);
    }
    return this;
  }

  private void header(char type, int number) {
    ensure(16);
    bytes[length++] = (byte) type;
    int digits = 1;
    for (int rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    int at = length + digits;
    length = at;
    int rest = number;
    do {
      bytes[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    bytes[length++] = '\r';
    bytes[length++] = '\n';
  }

  private void append(byte[] more) {
    append(more, 0, more.length);
  }

  private void append(byte[] from, int at, int count) {
    ensure(count);
    System.arraycopy(from, at, bytes, length, count);
    length += count;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
