package io.exporterkit.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Rules for the parts of a page that change from run to run.
final class Masks {
  private final List<Pattern> values = new ArrayList<>();
  private final List<Pattern> left = new ArrayList<>();
  private final List<Label> labels = new ArrayList<>();

  private record Label(Pattern metric, String name) {}

  private Masks() {}

  /// Returns the rules for the metrics of the kit itself.
  static Masks ofTheKit() {
    Masks masks = new Masks();
    masks.value("process_.*");
    // Without the count, which is the same at each run.
    masks.values.add(
        Pattern.compile(
            "([a-z0-9_]+_)?exporter_[a-z_]*(duration|timestamp)_seconds(_sum|_bucket)?"));
    for (String label : List.of("version", "commit_sha", "build_date", "java_version")) {
      masks.label("([a-z0-9_]+_)?exporter_build_info", label);
    }
    return masks;
  }

  void value(String metric) {
    values.add(withParts(metric));
  }

  void label(String metric, String label) {
    labels.add(new Label(withParts(metric), label));
  }

  void without(String metric) {
    left.add(withParts(metric));
  }

  /// Returns a pattern for the samples of metrics, the parts of a histogram or summary included.
  private static Pattern withParts(String metric) {
    return Pattern.compile("(?:" + metric + ")(?:_bucket|_sum|_count)?");
  }

  /// Returns the page with the rules applied; lines that no rule concerns are unchanged.
  String apply(String page) {
    StringBuilder out = new StringBuilder(page.length());
    page.lines().forEach(line -> line(line).ifPresent(kept -> out.append(kept).append('\n')));
    return out.toString();
  }

  /// Returns a line with the rules applied; empty for a line to be left out.
  private Optional<String> line(String line) {
    return switch (PageLine.parse(line)) {
      case PageLine.Other _ -> Optional.of(line);
      case PageLine.Help(String name, _) -> keep(line, name);
      case PageLine.Type(String name, _) -> keep(line, name);
      case PageLine.Sample sample -> keep(sample(line, sample), sample.name());
    };
  }

  private Optional<String> keep(String line, String name) {
    return fits(left, name) ? Optional.empty() : Optional.of(line);
  }

  private String sample(String line, PageLine.Sample sample) {
    Map<String, String> masked = new LinkedHashMap<>(sample.labels());
    for (Label label : labels) {
      if (fits(List.of(label.metric), sample.name())) {
        masked.computeIfPresent(label.name, (_, _) -> "");
      }
    }
    boolean isMasked = fits(values, sample.name());
    return isMasked || !masked.equals(sample.labels())
        ? new PageLine.Sample(sample.name(), masked, isMasked ? "0" : sample.value()).toString()
        : line;
  }

  private static boolean fits(List<Pattern> patterns, String sample) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(sample).matches());
  }
}
