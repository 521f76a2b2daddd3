package io.exporterkit.redis.options;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.exporterkit.TargetTlsOptions;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.protocol.TargetAddress.Parsed;
import io.exporterkit.tls.ClientContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Checks of single options. Each method throws IllegalArgumentException if the value is not valid, with one line that
/// names the flag or variable and the valid values, without the refused value.
final class Validation {
  private final OptionValues values;

  Validation(OptionValues values) {
    this.values = values;
  }

  /// Returns the prefix of metric names: other characters than those of a metric name become `_`.
  ///
  /// In: `my-redis`   Out: `my_redis`
  String namespace() {
    StringBuilder name = new StringBuilder(values.get(RedisOptions.NAMESPACE));
    for (int i = 0; i < name.length(); i++) {
      if (!MetricDef.isMetricName("_" + name.charAt(i))) {
        name.setCharAt(i, '_');
      }
    }
    if (!name.isEmpty() && !MetricDef.isMetricName(name.toString())) {
      throw values.refusal(RedisOptions.NAMESPACE, "it must not begin with a digit");
    }
    return name.toString();
  }

  Optional<TargetAddress> target() {
    String text = values.get(RedisOptions.ADDR);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Parsed parsed = TargetAddress.parse(text, TargetAddress.Origin.FLAG);
    if (parsed instanceof Parsed.Unusable(String reason)) {
      throw values.refusal(RedisOptions.ADDR, reason);
    }
    if (parsed instanceof Parsed.Malformed(String reason)) {
      throw values.refusal(RedisOptions.ADDR, "it is no URI: " + reason);
    }
    return Optional.of(((Parsed.Valid) parsed).address());
  }

  /// Returns the password file; none if redis.password is set.
  Optional<Path> passwordFile() {
    String path = values.get(RedisOptions.PASSWORD_FILE);
    if (path.isEmpty() || !values.get(RedisOptions.PASSWORD).isEmpty()) {
      return Optional.empty();
    }
    try {
      if (Files.exists(Path.of(path))) {
        return Optional.of(Path.of(path));
      }
    } catch (InvalidPathException _) {
      // reported below, like a file that does not exist
    }
    throw values.refusal(
        RedisOptions.PASSWORD_FILE,
        "there is no such file; a password itself belongs in redis.password or REDIS_PASSWORD");
  }

  /// Returns the files for TLS to targets. Each file is read once, so that a bad one is reported at start.
  ClientContext.Files tls() {
    return new TargetTlsOptions(
            RedisOptions.TLS_CA_CERT_FILE,
            RedisOptions.TLS_CLIENT_CERT_FILE,
            RedisOptions.TLS_CLIENT_KEY_FILE,
            RedisOptions.SKIP_TLS_VERIFICATION)
        .files(values);
  }

  List<KeyArgument> keys(Option<String> option) {
    try {
      return KeyArgument.parse(values.get(option));
    } catch (IllegalArgumentException e) {
      throw values.refusal(option, String.valueOf(e.getMessage()));
    }
  }

  List<LuaScript> scripts() {
    try {
      return LuaScript.readAll(values.get(RedisOptions.SCRIPT));
    } catch (IOException e) {
      throw values.refusal(RedisOptions.SCRIPT, String.valueOf(e.getMessage()));
    }
  }

  Optional<Pattern> searchIndexes() {
    if (!values.get(RedisOptions.INCLUDE_SEARCH_INDEXES_METRICS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Pattern.compile(values.get(RedisOptions.CHECK_SEARCH_INDEXES)));
    } catch (PatternSyntaxException e) {
      throw values.refusal(
          RedisOptions.CHECK_SEARCH_INDEXES,
          "it is no regular expression in Go's syntax: " + e.getDescription());
    }
  }

  List<String> groups() {
    try {
      List<String> patterns = CsvRecord.parse(values.get(RedisOptions.CHECK_KEY_GROUPS));
      LuaPattern.checkAll(patterns);
      return patterns;
    } catch (IllegalArgumentException e) {
      throw values.refusal(RedisOptions.CHECK_KEY_GROUPS, String.valueOf(e.getMessage()));
    }
  }

  long atLeast(long least, Option<Long> option) {
    long number = values.get(option);
    if (number < least) {
      throw values.refusal(option, "it must be at least " + least);
    }
    return number;
  }

  double moreThanZero(Option<Double> option) {
    double number = values.get(option);
    if (number <= 0) {
      throw values.refusal(option, "it must be more than 0");
    }
    return number;
  }

  Duration notNegative(Option<Duration> option) {
    Duration duration = values.get(option);
    if (duration.isNegative()) {
      throw values.refusal(option, "it must not be negative");
    }
    return duration;
  }
}
