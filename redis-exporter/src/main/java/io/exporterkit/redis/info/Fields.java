package io.exporterkit.redis.info;

import io.exporterkit.text.GoFloat;

/// Conversions of the values of INFO lines to numbers, and access to the parts of values with several parts.
public final class Fields {
  private Fields() {}

  /// Returns the value of a line as a number: a number in Go's syntax, 1 for `ok` and `true`, 0 for `err`, `fail` and
  /// `false`, and [GoFloat#NONE] for any other text.
  public static double number(Info info, int line) {
    double number = info.number(line);
    return GoFloat.isNone(number) ? word(info.value(line)) : number;
  }

  /// Returns the number for a text, by the rules of [#number(Info, int)].
  public static double number(String value) {
    double number = GoFloat.parseOrNone(value);
    return GoFloat.isNone(number) ? word(value) : number;
  }

  /// Returns the value of a line whose name may contain colons: the text after the last colon before the first equals
  /// sign. The field of such a line ends at the first colon, as in the original exporter.
  ///
  /// In: `cmdstat_host::calls=2,usec=9`   Out: `calls=2,usec=9`
  public static String parts(Info info, int line) {
    String value = info.value(line);
    int equals = value.indexOf('=');
    int colon = equals < 0 ? -1 : value.lastIndexOf(':', equals);
    return colon < 0 ? value : value.substring(colon + 1);
  }

  /// Returns one part of a value like `calls=1,usec=26`, without blanks around it; empty where there is no such part.
  ///
  /// In: `ip=10.0.0.7,port=6379`, `port`   Out: `6379`
  public static String part(String value, String name) {
    int at = find(value, name);
    return at < 0 ? "" : value.substring(at, endOfPart(value, at)).strip();
  }

  /// Returns a part as a number; [GoFloat#NONE] where the part is missing or not a number.
  public static double partNumber(String value, String name) {
    int at = find(value, name);
    if (at < 0) {
      return GoFloat.NONE;
    }
    return number(value, at, endOfPart(value, at));
  }

  /// Returns the number between two indices of a text; [GoFloat#NONE] where there is another text. Blanks around the
  /// number are ignored.
  public static double number(String text, int from, int to) {
    int end = to;
    while (end > from && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return GoFloat.parseOrNone(text, skipBlanks(text, from, end), end);
  }

  /// Returns the index after `name=`; -1 where there is no such part. Blanks around the name are ignored.
  private static int find(String value, String name) {
    for (int from = 0; from < value.length(); from = endOfPart(value, from) + 1) {
      from = skipBlanks(value, from, value.length());
      if (value.startsWith(name, from)) {
        int equals = skipBlanks(value, from + name.length(), value.length());
        if (equals < value.length() && value.charAt(equals) == '=') {
          return equals + 1;
        }
      }
    }
    return -1;
  }

  /// Returns the index of the first character that is not a blank; `end` for none.
  public static int skipBlanks(String value, int from, int end) {
    int at = from;
    while (at < end && isBlank(value.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /// Returns the index of the next comma; the length of the text where there is none.
  public static int endOfPart(String value, int from) {
    int comma = value.indexOf(',', from);
    return comma < 0 ? value.length() : comma;
  }

  /// Returns the number of the database in the name of a field of INFO Keyspace; -1 where the field is not about a
  /// possible database.
  ///
  /// In: `db12`   Out: 12
  public static int database(String field) {
    if (!field.startsWith("db") || !isNumbered(field, 2) || field.length() > 12) {
      return -1;
    }
    long number = Long.parseLong(field, 2, field.length(), 10);
    return number > Integer.MAX_VALUE ? -1 : (int) number;
  }

  /// Whether a text consists of digits and is a number from 0 to 2^64 - 1.
  public static boolean isUnsignedLong(String text) {
    String most = "18446744073709551615";
    return isNumbered(text, 0)
        && (text.length() < most.length()
            || (text.length() == most.length() && text.compareTo(most) <= 0));
  }

  /// Whether the text from this index on consists of one or more digits.
  public static boolean isNumbered(String field, int from) {
    for (int i = from; i < field.length(); i++) {
      if (field.charAt(i) < '0' || field.charAt(i) > '9') {
        return false;
      }
    }
    return from < field.length();
  }

  private static double word(String value) {
    return switch (value) {
      case "ok", "true" -> 1;
      case "err", "fail", "false" -> 0;
      default -> GoFloat.NONE;
    };
  }
}
