package io.exporterkit.web;

import io.exporterkit.exposition.PageFormat;
import io.exporterkit.text.GoFloat;
import org.jspecify.annotations.Nullable;

/// The `Accept` header of a request for a page: the formats that a scraper accepts, by quality.
///
/// In: `text/plain;version=0.0.4;q=0.3,text/plain;q=0.5,*/*;q=0.1`   Out: [PageFormat#TEXT]
///
/// Parsed like Go's `expfmt.Negotiate`, which knows neither OpenMetrics nor wildcards, and does not recognize upper
/// case or quoted parameters. Two rules differ: the protobuf encodings `text` and `compact-text`, which are meant for
/// people, are not offered, and a quality of 0 excludes a format, as in HTTP.
final class AcceptHeader {
  private static final String PROTOBUF = "application/vnd.google.protobuf";
  private static final String MESSAGE = "io.prometheus.client.MetricFamily";

  private AcceptHeader() {}

  /// Returns the format with the highest quality, the first one among equals; text when no offered format is accepted.
  ///
  /// @param header null when the request has none
  static PageFormat format(@Nullable String header) {
    PageFormat best = PageFormat.TEXT;
    double bestQuality = 0;
    if (header != null) {
      for (String range : header.split(",", -1)) {
        String[] parts = range.split(";", -1);
        double quality = quality(parts);
        PageFormat format = format(parts);
        if (format != null && quality > bestQuality) {
          best = format;
          bestQuality = quality;
        }
      }
    }
    return best;
  }

  /// Returns the format of a media range; null when the format is not offered.
  ///
  /// @param range split at its semicolons
  private static @Nullable PageFormat format(String[] range) {
    return switch (range[0].strip()) {
      case PROTOBUF ->
          parameter(range, "proto").equals(MESSAGE)
                  && parameter(range, "encoding").equals("delimited")
              ? PageFormat.PROTOBUF
              : null;
      case "text/plain" ->
          switch (parameter(range, "version")) {
            case "", "0.0.4" -> PageFormat.TEXT;
            default -> null;
          };
      default -> null;
    };
  }

  /// Returns the quality of a media range: 1 when the parameter is missing, 0 when its value is not a number.
  private static double quality(String[] range) {
    String given = parameter(range, "q");
    return given.isEmpty() ? 1 : GoFloat.parse(given).orElse(0);
  }

  /// Returns the value of a parameter, the last one of the name; empty when the parameter is missing.
  private static String parameter(String[] range, String name) {
    for (int i = range.length - 1; i > 0; i--) {
      int equals = range[i].indexOf('=');
      if (equals >= 0 && range[i].substring(0, equals).strip().equals(name)) {
        return range[i].substring(equals + 1).strip();
      }
    }
    return "";
  }
}
