package io.exporterkit.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The query of a URL, as Go's `url.ParseQuery` reads it: parts that hold a semicolon or a bad escape are passed over.
final class Query {
  private Query() {}

  /// In: `target=tcp%3A%2F%2Fh&x=1&x=2`   Out: `{target=[tcp://h], x=[1, 2]}`
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
        // a bad escape: as if the part were not there
      }
    }
    return values;
  }

  private static String decode(String text) {
    // The decoder takes `%+1` and `%-0` for escapes.
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
