package io.exporterkit.exposition;

import io.exporterkit.metric.MetricDef;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;

/// The way in which a page writes names that the text format 0.0.4 does not have, such as `http.requests`
/// ([specification](https://prometheus.io/docs/instrumenting/escaping_schemes/)). All other names are written as they
/// are. A scraper chooses the way by the parameter `escaping` of its `Accept` header.
public enum Escaping {
  /// The name as it is, in quotes: `{"http.requests"}`.
  ALLOW_UTF_8("allow-utf-8", EscapingScheme.ALLOW_UTF8),
  /// `_` for each character that is not allowed: `http_requests`.
  UNDERSCORES("underscores", EscapingScheme.UNDERSCORE_ESCAPING),
  /// `_dot_` for a dot, and `__` for other characters and for `_`: `http_dot_requests`.
  DOTS("dots", EscapingScheme.DOTS_ESCAPING),
  /// `U__`, and the code point in hexadecimal for each character that is not allowed: `U__http_2e_requests`.
  VALUES("values", EscapingScheme.VALUE_ENCODING_ESCAPING);

  private final String word;
  private final EscapingScheme scheme;

  Escaping(String word, EscapingScheme scheme) {
    this.word = word;
    this.scheme = scheme;
  }

  /// Returns the value of the parameter `escaping` in the headers `Accept` and `Content-Type`.
  public String word() {
    return word;
  }

  /// Returns the name of a metric as the page writes it, without quotes.
  String metric(String name) {
    return MetricDef.isMetricName(name) ? name : PrometheusNaming.escapeName(name, scheme);
  }

  /// Returns the name of a label as the page writes it, without quotes.
  String label(String name) {
    if (MetricDef.isLabelName(name) || this == ALLOW_UTF_8) {
      return name;
    }
    // A colon is allowed in names of metrics only.
    return PrometheusNaming.escapeName(name, scheme).replace(':', '_');
  }
}
