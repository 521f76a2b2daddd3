package io.exporterkit.redis.protocol;

import io.exporterkit.net.Reasons;
import java.util.Locale;

/// Conversions of error replies to texts for labels and log lines.
public final class ServerTexts {
  /// The reason when a plain-text connection leads to a port that expects TLS.
  public static final String SPEAKS_TLS = "the target speaks TLS on this port: use rediss://";

  // A longer text is cut before it is searched.
  private static final int READ_AT_MOST = 4096;

  private ServerTexts() {}

  /// Returns the text as [Reasons#clean] does, without secrets and without the arguments that servers repeat of an
  /// unknown command.
  public static String clean(String message, Credentials secret) {
    String text = message.substring(0, Math.min(message.length(), READ_AT_MOST));
    return Reasons.clean(withoutArguments(text), secret::hideIn);
  }

  /// Returns the error reply to AUTH without the arguments that a server without AUTH repeats.
  ///
  /// In: `ERR unknown command 'AUTH', with args beginning with: 'default' 's3cret'`   Out: `ERR unknown command 'AUTH'`
  public static String ofAuth(String message, Credentials secret) {
    String text = message.substring(0, Math.min(message.length(), READ_AT_MOST));
    String reason = clean(withoutQuoted(secret.hideIn(withoutArguments(text))), secret);
    boolean old = reason.contains("wrong number of arguments") && !secret.user().isEmpty();
    return old ? reason + " (Redis before 6 has no users)" : reason;
  }

  /// Returns the text without the arguments that servers repeat of an unknown command.
  private static String withoutArguments(String message) {
    int arguments = message.toLowerCase(Locale.ROOT).indexOf("args beginning with");
    if (arguments < 0) {
      return message;
    }
    String text = message.substring(0, arguments).strip();
    text = text.endsWith("with") ? text.substring(0, text.length() - 4).strip() : text;
    return text.endsWith(",") ? text.substring(0, text.length() - 1) : text;
  }

  /// Returns the text with `***` in place of each quoted text other than the name of the command.
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
}
