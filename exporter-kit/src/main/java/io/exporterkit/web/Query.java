package io.exporterkit.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The query of a URL, parsed like Go's `url.ParseQuery`: parts with a semicolon or a malformed escape are ignored.
final class Query {
  private Query() {}

  /// Returns the decoded values of a query by decoded names, in the order sent.
  ///
  /// In: `target=tcp%3A%2F%2Fh&x=1&x=2`   Out: `{target=[tcp://h], x=[1, 2]}`
  ///
  /// @param raw null or empty for no parameters
  static Map<String, List<String>> parse(@Nullable String raw) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (raw == null) {
      return values;
    }
    for (int from = 0; from <= raw.length(); ) {
      int ampersand = raw.indexOf('&', from);
      int to = ampersand < 0 ? raw.length() : ampersand;
      String part = raw.substring(from, to);
      from = to + 1;
      if (part.isEmpty() || part.indexOf(';') >= 0) {
        continue;
      }
      int equals = part.indexOf('=');
      try {
        String name = decode(equals < 0 ? part : part.substring(0, equals));
        String value = equals < 0 ? "" : decode(part.substring(equals + 1));
        values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      } catch (IllegalArgumentException _) {
        // a malformed escape: the part is ignored
      }
    }
    return values;
  }

  private static String decode(String text) {
    // The decoder accepts `%+1` and `%-0` as escapes.
    for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
      if (at + 2 >= text.length() || !isHex(text.charAt(at + 1)) || !isHex(text.charAt(at + 2))) {
        throw new IllegalArgumentException("no escape at " + at);
      }
    }
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
