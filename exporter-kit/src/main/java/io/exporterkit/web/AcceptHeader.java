package io.exporterkit.web;

import io.exporterkit.exposition.PageFormat;
import io.exporterkit.text.GoFloat;
import org.jspecify.annotations.Nullable;

/// The `Accept` header of a request for a page: what a scraper wants, by quality.
///
/// In: `application/openmetrics-text;q=0.8,application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.5`
/// Out: [PageFormat#PROTOBUF]
///
/// Read as Go's `expfmt.Negotiate` reads it, which knows neither OpenMetrics nor wildcards, and takes upper case or a quoted parameter for something
/// else. Two things are otherwise: the protobuf encodings `text` and `compact-text`, which are for people, are not there, and a quality of 0
/// means no, as in HTTP.
final class AcceptHeader {
  private static final String PROTOBUF = "application/vnd.google.protobuf";
  private static final String MESSAGE = "io.prometheus.client.MetricFamily";

  private AcceptHeader() {}

  /// The format with the highest quality, the first one among equals; text where there is none, or no header.
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

  /// The format of a media range, cut at its semicolons; null where it is none of ours.
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

  /// 1 where it is not given, 0 where it is no number.
  private static double quality(String[] range) {
    String given = parameter(range, "q");
    return given.isEmpty() ? 1 : GoFloat.parse(given).orElse(0);
  }

  /// Value of a parameter, the last one of the name; empty where there is none.
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
