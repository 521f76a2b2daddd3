package io.exporterkit.options;

import io.exporterkit.text.GoDuration;
import java.time.Duration;

/// Values for use in messages: on one line, limited in length, and without secrets.
final class Shown {

  private static final String HIDDEN = "***";
  private static final int LONGEST = 200;

  private Shown() {}

  /// Returns the text of a value; `***` if the option is secret and the text is not empty.
  static String value(Option<?> option, String text) {
    return option.isSecret() && !text.isEmpty() ? HIDDEN : clean(text);
  }

  /// Returns a text that belongs to no known option, without credentials and control characters, cut after 200
  /// characters.
  static String clean(String text) {
    var out = new StringBuilder();
    String shown = withoutCredentials(text);
    int end = Math.min(shown.length(), LONGEST);
    for (int i = 0; i < end; i++) {
      char c = shown.charAt(i);
      int type = Character.getType(c);
      boolean odd =
          Character.isISOControl(c)
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR;
      out.append(odd || type == Character.FORMAT ? '?' : c);
    }
    return end < shown.length() ? out.append("...").toString() : out.toString();
  }

  /// Returns an address with `***` in place of user and password, with or without a scheme.
  ///
  /// In: `tcp://user:password@host`   Out: `tcp://***@host`
  private static String withoutCredentials(String text) {
    int at = text.lastIndexOf('@');
    if (at < 0) {
      return text;
    }
    int scheme = text.indexOf("://");
    int start = scheme >= 0 && scheme < at ? scheme + 3 : 0;
    return text.substring(0, start) + HIDDEN + text.substring(at);
  }

  /// Returns a value as written on a command line.
  static String text(Object value) {
    return value instanceof Duration d ? GoDuration.format(d) : value.toString();
  }
}
