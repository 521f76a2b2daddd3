package io.exporterkit.redis.collector;

import io.exporterkit.redis.connection.Reply;
import io.exporterkit.redis.info.Info;
import io.exporterkit.text.GoFloat;

/// Values of INFO lines as numbers, and the parts of values that hold several.
final class Fields {
  private Fields() {}

  /// The value of a line as a number: Go's syntax, or `ok` and `true` for 1, `err`, `fail` and `false` for 0; [GoFloat#NONE] for
  /// anything else.
  static double number(Info info, int line) {
    double number = info.number(line);
    return GoFloat.isNone(number) ? word(info.value(line)) : number;
  }

  /// The same for text that stands alone.
  static double number(String value) {
    double number = GoFloat.parseOrNone(value);
    return GoFloat.isNone(number) ? word(value) : number;
  }

  /// An element of a list as a number, be it one or text in Go's syntax; [GoFloat#NONE] for anything else.
  static double plainNumber(Reply element) {
    return element instanceof Reply.Int(long value)
        ? value
        : GoFloat.parseOrNone(Replies.text(element));
  }

  /// One part of a value like `calls=1,usec=26`; empty where there is no such part.
  ///
  /// In: `ip=10.0.0.7,port=6379`, `port`   Out: `6379`
  static String part(String value, String name) {
    int at = find(value, name);
    return at < 0 ? "" : value.substring(at, endOfPart(value, at));
  }

  /// That part as a number; [GoFloat#NONE] where it is missing or none.
  static double partNumber(String value, String name) {
    int at = find(value, name);
    return at < 0 ? GoFloat.NONE : GoFloat.parseOrNone(value, at, endOfPart(value, at));
  }

  /// Where the text behind `name=` begins; -1 where there is no such part.
  private static int find(String value, String name) {
    for (int from = 0; from < value.length(); from = endOfPart(value, from) + 1) {
      int equals = from + name.length();
      if (equals < value.length() && value.charAt(equals) == '=' && value.startsWith(name, from)) {
        return equals + 1;
      }
    }
    return -1;
  }

  private static int endOfPart(String value, int from) {
    int comma = value.indexOf(',', from);
    return comma < 0 ? value.length() : comma;
  }

  /// Whether the rest of the text, from here on, is one or more digits.
  static boolean isNumbered(String field, int from) {
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
