package io.exporterkit.redis.options;

import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.protocol.TargetAddress.Origin;
import io.exporterkit.redis.protocol.TargetAddress.Parsed;
import java.util.List;
import java.util.regex.Pattern;

/// Checks for values that are valid but probably not intended. A warning does not show the value.
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

  /// Adds a warning for each value that is probably not intended.
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
    boolean ignored = address.indexOf('?') >= 0 || address.indexOf('#') >= 0;
    if (ignored && TargetAddress.parse(address, Origin.FLAG) instanceof Parsed.Valid) {
      warnings.add(
          values.complaint(RedisOptions.ADDR, "the part from the first ? or # is ignored"));
    }
  }
}
