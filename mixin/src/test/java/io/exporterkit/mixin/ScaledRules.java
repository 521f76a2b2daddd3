package io.exporterkit.mixin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// The rendered alerts with shorter times, so that tests need seconds instead of minutes. A minute becomes a second in
/// `for`, in `keep_firing_for`, in the brackets of ranges and behind `offset`. Nothing else is changed: neither the
/// thresholds, also those in seconds, nor the recording rules.
///
/// In:  `for: "5m"`, `rate(redis_errors_total[1h])`, `offset 1d`
/// Out: `for: "5s"`, `rate(redis_errors_total[60s])`, `offset 1440s`
final class ScaledRules {
  private static final Pattern TIME =
      Pattern.compile("(?<before>for: \"|\\[|offset )(?<number>\\d+)(?<unit>[mhd])\\b");

  private ScaledRules() {}

  /// Returns the section `rule_files:` of a configuration of Prometheus, with the recording rules and the scaled
  /// alerts.
  ///
  /// @param folder the folder for the file of the alerts
  static String ruleFiles(Path folder) {
    Path rendered = Mixin.DIRECTORY.resolve("rendered");
    Path alerts = folder.resolve("alerts.yaml");
    try {
      Files.writeString(alerts, scaled(Files.readString(rendered.resolve("alerts.yaml"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "rule_files: ['%s', '%s']\n".formatted(rendered.resolve("rules.yaml"), alerts);
  }

  static String scaled(String rules) {
    return TIME.matcher(rules)
        .replaceAll(time -> {
          int seconds =
              switch (time.group("unit")) {
                case "m" -> 1;
                case "h" -> 60;
                default -> 24 * 60;
              };
          return time.group("before") + Integer.parseInt(time.group("number")) * seconds + "s";
        });
  }
}
