package io.exporterkit.web;

import io.exporterkit.exposition.Escaping;
import io.exporterkit.exposition.PageFormat;
import io.exporterkit.text.GoFloat;
import org.jspecify.annotations.Nullable;

/// The `Accept` header of a request for a page: the formats that a scraper accepts, by quality.
///
/// In:  `text/plain;version=0.0.4;q=0.3,text/plain;q=0.5,*/*;q=0.1`
/// Out: [PageFormat#TEXT] with [Escaping#UNDERSCORES]
///
/// Parsed like Go's `expfmt.Negotiate`, which knows no wildcards, and does not recognize upper case or quoted
/// parameters. Four rules differ: the text format 1.0.0 is offered; the protobuf encodings `text` and `compact-text`,
/// which are meant for people, are not; a quality of 0 excludes a format, as in HTTP; and the parameter `escaping`
/// counts for its own media range only.
final class AcceptHeader {
  private static final String PROTOBUF = "application/vnd.google.protobuf";
  private static final String MESSAGE = "io.prometheus.client.MetricFamily";

  private AcceptHeader() {}

  /// The format of a page, and the way in which it writes names that need escapes.
  record Accepted(PageFormat format, Escaping escaping) {
    String contentType() {
      return format.contentType(escaping);
    }
  }

  /// Returns the format with the highest quality, the first one among equals; text when no offered format is accepted.
  ///
  /// @param header null when the request has none
  /// @param openMetrics whether OpenMetrics is offered
  static Accepted of(@Nullable String header, boolean openMetrics) {
    Accepted best = new Accepted(PageFormat.TEXT, Escaping.UNDERSCORES);
    double bestQuality = 0;
    if (header != null) {
      for (String range : header.split(",", -1)) {
        String[] parts = range.split(";", -1);
        double quality = quality(parts);
        PageFormat format = format(parts);
        if (format != null && (openMetrics || !format.isOpenMetrics()) && quality > bestQuality) {
          best = new Accepted(format, escaping(parts));
          bestQuality = quality;
        }
      }
    }
    return best;
  }

  /// Returns the format of a media range; null when there is no such format.
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
            case "1.0.0" -> PageFormat.TEXT_1_0;
            default -> null;
          };
      case "application/openmetrics-text" ->
          switch (parameter(range, "version")) {
            case "", "0.0.1" -> PageFormat.OPEN_METRICS_0_0;
            case "1.0.0" -> PageFormat.OPEN_METRICS_1_0;
            default -> null;
          };
      default -> null;
    };
  }

  /// Returns the escaping of a media range; underscores when the parameter is missing or has another value.
  private static Escaping escaping(String[] range) {
    String wanted = parameter(range, "escaping");
    for (Escaping escaping : Escaping.values()) {
      if (escaping.word().equals(wanted)) {
        return escaping;
      }
    }
    return Escaping.UNDERSCORES;
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
