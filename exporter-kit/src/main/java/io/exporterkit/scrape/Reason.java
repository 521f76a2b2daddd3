package io.exporterkit.scrape;

/// A text that says why something failed, made fit for labels and log lines.
final class Reason {
  // A longer message is cut before it is cleaned.
  private static final int READ_AT_MOST = 4096;

  private Reason() {}

  /// Returns the message of an exception, or the name of its class when there is none, cleaned by the target and by [#oneLine].
  static String of(Throwable e, Target<?> target) {
    String message = e.getMessage();
    String reason = message == null ? "" : of(message, target);
    return reason.isEmpty() ? nameOf(e.getClass()) : reason;
  }

  /// Returns a text cleaned by the target and by [#oneLine]. Empty when nothing of the text is left, or when the target fails to clean
  /// it.
  static String of(String text, Target<?> target) {
    try {
      return oneLine(
          target.clean(text.substring(0, Math.min(text.length(), READ_AT_MOST))),
          target.longestReason());
    } catch (RuntimeException e) {
      return ""; // may hold a secret
    }
  }

  /// Returns one line of at most so many characters: a space for white space of any kind and length, and `?` for each control or format
  /// character and for half of a surrogate pair.
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

  /// `IOException`, and `Outer$1` for a class without a name of its own.
  private static String nameOf(Class<?> type) {
    String name = type.getSimpleName();
    return name.isEmpty() ? type.getName().substring(type.getName().lastIndexOf('.') + 1) : name;
  }
}
