package io.exporterkit.redis.protocol;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Common mistakes in addresses that cannot be used, each with a reason that shows no part of the address.
final class AddressMistake {
  static final String SEVERAL =
      "it contains several addresses: want one; further ones are scraped as /scrape?target=ADDRESS";

  // The patterns must not backtrack over long texts, because the texts come from requests.
  private static final Pattern VARIABLE = Pattern.compile("\\$[({]|\\{\\{|%[A-Z_]{3,}+%");
  private static final Pattern SETTING = Pattern.compile("[,;]\\s*+[A-Za-z]++\\s*+=");
  private static final Pattern SCHEME =
      Pattern.compile("(?i)(redis|rediss|valkey|valkeys|tcp|unix)(:?/{1,3}+|:).*+", Pattern.DOTALL);
  private static final Pattern SECOND_PORT = Pattern.compile("[^:\\[\\]]*+:\\d++:\\d*+(/.*+)?");
  private static final Pattern HOST_AND_COMMA = Pattern.compile("@[\\w.-]++:\\d++\\s*+[,;\\s]");

  private AddressMistake() {}

  /// Returns the reason for a recognised mistake in an address, else the default `reason`.
  static String of(String text, String reason) {
    String trimmed = text.strip();
    if (trimmed.startsWith("\"") || trimmed.startsWith("'")) {
      return "it is enclosed in quotes: want it without quotes";
    }
    if (VARIABLE.matcher(text).find()) {
      return "a variable in it was not replaced by its value";
    }
    if (SETTING.matcher(text).find()) {
      return "it contains settings of another client: want redis://user:password@host:port/N";
    }
    int authority = text.indexOf("://");
    String rest = text.substring(authority < 0 ? 0 : authority + 3);
    if (isInCredentials(text) || rest.contains("://") || isList(rest)) {
      return SEVERAL;
    }
    if (!trimmed.equals(text)) {
      return "it begins or ends with blanks or line breaks";
    }
    if (authority < 0 && SCHEME.matcher(text).matches()) {
      return "want :// between scheme and host";
    }
    if (SECOND_PORT.matcher(rest.substring(rest.lastIndexOf('@') + 1)).matches()) {
      return "it contains a second port: want one, as in redis://host:6379";
    }
    return reason;
  }

  /// Whether the user or password of an address contains a host, a port and a comma, because the text is a list of
  /// addresses with credentials.
  static boolean isInCredentials(String text) {
    int at = text.lastIndexOf('@');
    Matcher matcher = HOST_AND_COMMA.matcher(text);
    return at > 0 && matcher.region(0, at).find();
  }

  /// Whether the part after the credentials contains a comma, a semicolon or white space between other characters.
  private static boolean isList(String rest) {
    String hosts = rest.substring(rest.lastIndexOf('@') + 1).strip();
    return hosts.chars().anyMatch(c -> c == ',' || c == ';' || Character.isWhitespace(c));
  }
}
