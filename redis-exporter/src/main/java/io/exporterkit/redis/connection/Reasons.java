package io.exporterkit.redis.connection;

import java.util.Locale;
import java.util.regex.Pattern;

/// Texts of servers, made fit for labels and logs.
final class Reasons {
  private static final int LONGEST = 160;
  // A longer text is cut before the work begins.
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

  /// One line of at most 160 characters, without secrets and without the arguments of a command that the server does not know, and with `N`
  /// for each number: ports, times and ids do not make a series each. Digits in names stay, which are those beside a letter, and any
  /// behind `User`, `user`, `command` and `subcommand`.
  ///
  /// In: `ERR max number of clients reached (10000)`   Out: `ERR max number of clients reached (N)`
  /// In: `NOPERM User exporter42 has no permissions`   Out: the same
  static String clean(String message, Credentials secret) {
    String text = message.substring(0, Math.min(message.length(), READ_AT_MOST));
    String safe = secret.hideIn(withoutArguments(text));
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

  /// Returns the server's answer to AUTH, without the arguments that a server without AUTH repeats.
  ///
  /// In: `ERR unknown command 'AUTH', with args beginning with: 'default' 's3cret'`   Out: `ERR unknown command 'AUTH'`
  static String ofAuth(String message, Credentials secret) {
    String text = message.substring(0, Math.min(message.length(), READ_AT_MOST));
    String reason = clean(withoutQuoted(secret.hideIn(withoutArguments(text))), secret);
    boolean old = reason.contains("wrong number of arguments") && !secret.user().isEmpty();
    return old ? reason + " (Redis before 6 knows no users)" : reason;
  }

  /// Returns the text without the arguments that a server repeats of a command that it does not know.
  private static String withoutArguments(String message) {
    int arguments = message.toLowerCase(Locale.ROOT).indexOf("args beginning with");
    if (arguments < 0) {
      return message;
    }
    String text = message.substring(0, arguments).strip();
    text = text.endsWith("with") ? text.substring(0, text.length() - 4).strip() : text;
    return text.endsWith(",") ? text.substring(0, text.length() - 1) : text;
  }

  /// The text with `***` for everything in quotes but the command's own name.
  private static String withoutQuoted(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean opens =
          (c == '\'' || c == '"' || c == '`')
              && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)));
      if (!opens) {
        out.append(c);
        at++;
        continue;
      }
      int end = at + 1;
      while (end < text.length() && !closes(c, text.charAt(end))) {
        end += text.charAt(end) == '\\' ? 2 : 1;
      }
      end = Math.min(end, text.length());
      String quoted = text.substring(at + 1, end);
      boolean own = quoted.equalsIgnoreCase("auth") || quoted.equalsIgnoreCase("hello");
      out.append(c).append(own ? quoted : "***").append(c);
      at = end + 1;
    }
    return out.toString();
  }

  private static boolean closes(char open, char c) {
    return c == open || (open == '`' && c == '\'');
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /// A run of letters, digits and `_`, with `N` where it is a number, a number with a unit, or holds a long number.
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
