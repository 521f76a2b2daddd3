package io.exporterkit.options;

import io.exporterkit.text.GoDuration;
import java.time.Duration;

/// Values as messages may show them: on one line, not endless, and without secrets.
final class Shown {

  private static final String HIDDEN = "***";
  private static final int LONGEST = 200;

  private Shown() {}

  /// A value's text as it is, `***` if the option is secret and the text is not empty.
  static String value(Option<?> option, String text) {
    return option.isSecret() && !text.isEmpty() ? HIDDEN : clean(text);
  }

  /// Text from outside that belongs to no known option.
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

  /// `tcp://user:password@host` as `tcp://***@host`; so also without a scheme.
  private static String withoutCredentials(String text) {
    int at = text.lastIndexOf('@');
    if (at < 0) {
      return text;
    }
    int scheme = text.indexOf("://");
    int start = scheme >= 0 && scheme < at ? scheme + 3 : 0;
    return text.substring(0, start) + HIDDEN + text.substring(at);
  }

  /// A value as it would be written on a command line.
  static String text(Object value) {
    return value instanceof Duration d ? GoDuration.format(d) : value.toString();
  }
}
