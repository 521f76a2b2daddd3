package io.exporterkit.redis.options;

import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import java.util.List;
import java.util.regex.Pattern;

/// Values that are taken as they are, but are hardly meant so. A warning shows no value.
final class Doubtful {
  private static final List<Option<String>> CREDENTIALS =
      List.of(
          RedisOptions.USER,
          RedisOptions.PASSWORD,
          RedisOptions.BASIC_AUTH_USERNAME,
          RedisOptions.BASIC_AUTH_PASSWORD);

  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\(\\w+\\)|\\$\\{\\w+\\}|\\{\\{.*\\}\\}");

  private Doubtful() {}

  /// Adds a warning for each value that looks wrong.
  static void warnings(OptionValues values, List<String> warnings) {
    for (Option<String> option : CREDENTIALS) {
      String value = values.get(option);
      if (value.endsWith("\n") || value.endsWith("\r")) {
        warnings.add(
            values.complaint(option, "the value ends with a line break, which is sent with it"));
      }
      if (VARIABLE.matcher(value.strip()).matches()) {
        warnings.add(
            values.complaint(option, "the value looks like a variable that nothing replaced"));
      }
    }
    String address = values.get(RedisOptions.ADDR);
    if (address.indexOf('?') >= 0 || address.indexOf('#') >= 0) {
      warnings.add(values.complaint(RedisOptions.ADDR, "what stands behind a ? or a # is ignored"));
    }
  }
}
