package io.exporterkit.redis.options;

import io.exporterkit.text.LosslessUtf8;
import io.exporterkit.text.PercentEncoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A key or a pattern of keys, in a database: one part of check-keys and similar options. Keys are bytes: `%ff` is the
/// byte 255. Immutable, except that the bytes are not copied.
///
/// @param database the number of the database, from 0
/// @param key the bytes of the key or pattern, which must not be changed
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare the contents
public record KeyArgument(int database, byte[] key) {
  /// Returns the key or pattern as the value of a label: a byte that is not UTF-8 becomes `\xff`.
  public String label() {
    return LosslessUtf8.decode(key);
  }

  /// Returns whether the key is a pattern, which SCAN expands: whether it contains one of `? * [ ] ^`.
  public boolean isPattern() {
    for (byte b : key) {
      if ("?*[]^".indexOf(b) >= 0) {
        return true;
      }
    }
    return false;
  }

  /// Parses a list, which is split at commas and then at the equals sign. Parts are trimmed and URL-decoded; blank
  /// parts are skipped.
  ///
  /// In: `db3=user:*, 5=queue, jobs`   Out: `user:*` in 3, `queue` in 5, `jobs` in 0
  ///
  /// @throws IllegalArgumentException with the number of the first invalid part and the error, without the text
  public static List<KeyArgument> parse(String text) {
    List<KeyArgument> all = new ArrayList<>();
    String[] parts = text.split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].isBlank()) {
        all.add(one("part " + (i + 1), parts[i].strip()));
      }
    }
    return List.copyOf(all);
  }

  /// Parses one part.
  ///
  /// @param name the name of the part in error messages, which never show its text
  private static KeyArgument one(String name, String part) {
    String[] sides = part.split("=", -1);
    if (sides.length > 2) {
      throw new IllegalArgumentException(
          name + " has more than one '=': want key, dbN=key or N=key");
    }
    byte[] key = decode(name, sides[sides.length - 1].strip());
    return new KeyArgument(sides.length == 1 ? 0 : database(name, sides[0].strip()), key);
  }

  private static int database(String name, String text) {
    String digits = text.startsWith("db") ? text.substring(2) : text;
    try {
      int database = Integer.parseInt(digits);
      if (database >= 0) {
        return database;
      }
    } catch (NumberFormatException _) {
      // reported below, like a negative number
    }
    throw new IllegalArgumentException(
        name + " names no database: want dbN=key or N=key with a number N");
  }

  private static byte[] decode(String name, String text) {
    try {
      return PercentEncoding.decodeBytes(text, true);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " has " + e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyArgument argument
        && database == argument.database
        && Arrays.equals(key, argument.key);
  }

  @Override
  public int hashCode() {
    return 31 * database + Arrays.hashCode(key);
  }

  @Override
  public String toString() {
    return "db" + database + "=" + label();
  }
}
