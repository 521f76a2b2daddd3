package io.exporterkit.redis.connection;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Commands to be written together, encoded as they are added; arguments may be any bytes.
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
  // Words that the command being added still lacks.
  private int missing;

  /// Adds a command of these words alone.
  public Batch command(String... words) {
    return begin(words.length, words);
  }

  /// Adds a command of these words, which [#with] completes with as many arguments.
  public Batch commandWith(int arguments, String... words) {
    return begin(words.length + arguments, words);
  }

  /// Adds a command of this kind, which [#with] completes with as many arguments.
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

  /// Adds the next argument of the command begun with [#commandWith].
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

  /// Number of commands.
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
    ensure(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
