package io.exporterkit.net;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// A filter that makes texts from servers fit for labels and logs. Stateless, and so safe for use by several threads.
public final class Reasons {
  private static final int LONGEST = 160;
  // The rest of a longer text is not read.
  private static final int READ_AT_MOST = 4096;
  private static final int LONG_NUMBER = 6;
  private static final Pattern MOMENT =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?Z?)?");
  private static final Pattern POINTER = Pattern.compile("\\b0x[0-9a-fA-F]{1,16}\\b");
  private static final Pattern HEX_ID =
      Pattern.compile(
          "\\b(?=[a-f]{0,40}\\d)[0-9a-f]{16,64}\\b|\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b");
  private static final Pattern NAMED = Pattern.compile("(?i)\\b(user|command|subcommand) ['\"`]?$");
  private static final Pattern UNIT =
      Pattern.compile("(?i)(ns|us|ms|s|secs?|seconds?|m|min|minutes?|h|d|b|[kmgt]b?|bytes?)");

  private Reasons() {}

  /// Cleans a text that contains no secret, as [#clean(String, UnaryOperator)] does.
  public static String clean(String message) {
    return clean(message, UnaryOperator.identity());
  }

  /// Returns a text as one line of at most 160 characters, without secrets, and with `N` for each number, time and
  /// identifier: otherwise each would make a new series. Control characters become `?`. Digits in a word with letters
  /// are kept, and so is a word after `user`, `command` or `subcommand`.
  ///
  /// In:  `ERR max number of clients reached (10000)`
  /// Out: `ERR max number of clients reached (N)`
  ///
  /// In:  `NOPERM User exporter42 has no permissions`
  /// Out: the same
  ///
  /// @param message text of a server or an exception; of a longer one, the first 4096 characters are read
  /// @param hide replaces the secrets in a text; called once, before anything is removed
  public static String clean(String message, UnaryOperator<String> hide) {
    String safe = hide.apply(message.substring(0, Math.min(message.length(), READ_AT_MOST)));
    safe = safe.substring(0, Math.min(safe.length(), LONGEST * 2));
    safe = MOMENT.matcher(safe).replaceAll("N");
    safe = POINTER.matcher(safe).replaceAll("N");
    safe = HEX_ID.matcher(safe).replaceAll("N");
    StringBuilder out = new StringBuilder(LONGEST);
    int at = 0;
    while (at < safe.length() && out.length() < LONGEST) {
      char c = safe.charAt(at);
      if (isPart(c)) {
        int end = at + 1;
        while (end < safe.length() && isPart(safe.charAt(end))) {
          end++;
        }
        out.append(word(safe.substring(at, end), safe.substring(0, at)));
        at = end;
      } else {
        out.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        at++;
      }
    }
    out.setLength(Math.min(out.length(), LONGEST));
    return out.toString().strip();
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /// Returns a word of letters, digits and `_`, with `N` for a number, a number with a unit, or six and more digits in
  /// a row.
  private static String word(String word, String before) {
    if (NAMED.matcher(before.substring(Math.max(0, before.length() - 16))).find()) {
      return word;
    }
    StringBuilder out = new StringBuilder(word.length());
    int at = 0;
    while (at < word.length()) {
      int end = at;
      while (end < word.length() && isDigit(word.charAt(end))) {
        end++;
      }
      if (end == at) {
        out.append(word.charAt(at++));
        continue;
      }
      boolean alone = at == 0 && (end == word.length() || isUnit(word.substring(end)));
      out.append(alone || end - at >= LONG_NUMBER ? "N" : word.substring(at, end));
      at = end;
    }
    return out.toString();
  }

  private static boolean isUnit(String rest) {
    return UNIT.matcher(rest).matches();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
