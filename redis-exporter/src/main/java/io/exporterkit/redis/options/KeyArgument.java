package io.exporterkit.redis.options;

import io.exporterkit.text.LosslessUtf8;
import io.exporterkit.text.PercentEncoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A key, or a pattern of keys, in a database, as check-keys and its relatives take them. Keys are bytes: `%ff` is one of them.
///
/// In: `db3=user:*, 5=queue, jobs`   Out: `user:*` in 3, `queue` in 5, `jobs` in 0
public final class KeyArgument {
  private final int database;
  private final byte[] key;

  private KeyArgument(int database, byte[] key) {
    this.database = database;
    this.key = key;
  }

  public int database() {
    return database;
  }

  /// The key's or pattern's bytes, not a copy.
  public byte[] key() {
    return key;
  }

  /// The key or pattern as a label: bytes that are no UTF-8 as `\xff`.
  public String label() {
    return LosslessUtf8.decode(key);
  }

  /// Whether the key is a pattern, which SCAN expands: whether it holds one of `? * [ ] ^`.
  public boolean isPattern() {
    for (byte b : key) {
      if ("?*[]^".indexOf(b) >= 0) {
        return true;
      }
    }
    return false;
  }

  /// Reads a list: split at commas, then at the equals sign; parts are trimmed and URL-decoded, empty ones passed over.
  ///
  /// @throws IllegalArgumentException with what was wrong and the number of the part, without its text
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

  /// @param name what stands in a message for the part, which is not shown
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
      // told below, like a negative number
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
