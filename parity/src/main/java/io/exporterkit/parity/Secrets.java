package io.exporterkit.parity;

import io.exporterkit.options.OptionValues;
import io.exporterkit.options.ParseResult;
import io.exporterkit.redis.options.RedisOptions;
import io.exporterkit.redis.protocol.TargetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Texts that may be on a page and must not be in a report: configured passwords, and the values of settings that may
/// contain secrets.
///
/// @param words the configured passwords
record Secrets(Set<String> words) {
  private static final Pattern SETTING =
      Pattern.compile(
          "(config_key_value\\{[^ ]*key=\"[^\"]*(?:pass|auth|secret|token)[^\"]*\",value=\")"
              + "(?:[^\"\\\\]|\\\\.)*+(\")");

  Secrets {
    words = Set.copyOf(words);
  }

  /// Returns the passwords in the flags, the variables and the addresses.
  static Secrets of(List<String> flags, Map<String, String> environment, List<String> targets) {
    Set<String> words = new HashSet<>();
    if (RedisOptions.TABLE.parse(flags, environment)
        instanceof ParseResult.Parsed(OptionValues values, List<String> _)) {
      words.add(values.get(RedisOptions.PASSWORD));
    }
    for (String target : targets) {
      if (TargetAddress.parse(target, TargetAddress.Origin.FLAG)
          instanceof TargetAddress.Parsed.Valid(TargetAddress address)) {
        words.add(address.password());
      }
      int scheme = target.indexOf("://");
      int at = target.lastIndexOf('@');
      if (at > 0) {
        String user = target.substring(scheme < 0 ? 0 : scheme + 3, at);
        words.add(user.substring(user.indexOf(':') + 1));
      }
    }
    words.remove("");
    return new Secrets(words);
  }

  /// Returns the text with `***` instead of the secrets.
  String mask(String text) {
    String masked = SETTING.matcher(text).replaceAll("$1***$2");
    for (String word : words) {
      masked = masked.replace(word, "***");
    }
    return masked;
  }
}
