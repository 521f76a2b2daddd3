package io.exporterkit.scrape;

/// The reason of a failure, cleaned for use in labels and log lines.
final class Reason {
  // Longer messages are cut before the cleaning.
  private static final int READ_AT_MOST = 4096;

  private Reason() {}

  /// Returns the message of an exception, cleaned by the target and by [#oneLine]; the name of the exception's class
  /// when the message is missing or nothing of it is left.
  static String of(Throwable e, Target<?> target) {
    String message = e.getMessage();
    String reason = message == null ? "" : of(message, target);
    return reason.isEmpty() ? nameOf(e.getClass()) : reason;
  }

  /// Returns a text cleaned by the target and by [#oneLine]. Empty when nothing of the text is left, or when
  /// [Target#clean] throws an exception.
  static String of(String text, Target<?> target) {
    try {
      return oneLine(
          target.clean(text.substring(0, Math.min(text.length(), READ_AT_MOST))),
          target.longestReason());
    } catch (RuntimeException e) {
      return ""; // the text may contain a secret
    }
  }

  /// Returns a text as one line of at most `longest` characters. White space of any kind and length becomes one space.
  /// Each control character, format character and half of a surrogate pair becomes `?`.
  ///
  /// In: `broken\r\n\tby \u001b[31m`   Out: `broken by ?[31m`
  static String oneLine(String text, int longest) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), longest));
    boolean space = false;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (isSpace(point)) {
        space = !out.isEmpty();
        continue;
      }
      int shown = isShown(point) ? point : '?';
      if (out.length() + (space ? 1 : 0) + Character.charCount(shown) > longest) {
        break;
      }
      if (space) {
        out.append(' ');
        space = false;
      }
      out.appendCodePoint(shown);
    }
    return out.toString();
  }

  private static boolean isSpace(int point) {
    return Character.isWhitespace(point) || Character.isSpaceChar(point) || point == 0x85;
  }

  private static boolean isShown(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> false;
      default -> true;
    };
  }

  /// Returns the name of a class without its package: `IOException`, or `Outer$1` for an anonymous class.
  private static String nameOf(Class<?> type) {
    String name = type.getSimpleName();
    return name.isEmpty() ? type.getName().substring(type.getName().lastIndexOf('.') + 1) : name;
  }
}
