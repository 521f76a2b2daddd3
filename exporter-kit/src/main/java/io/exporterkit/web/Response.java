package io.exporterkit.web;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Section;
import java.util.List;

/// What a handler answers.
public sealed interface Response {
  /// A page of metrics, written as it is rendered, in the format that the request prefers.
  ///
  /// @param conflicts counts and logs the samples that are dropped because they contradict others of the page, such as
  ///     [Scraper#conflicts]
  record Metrics(List<Section> sections, Conflicts conflicts) implements Response {
    public Metrics {
      sections = List.copyOf(sections);
    }

    /// A page whose conflicts are logged each time, and counted nowhere.
    public Metrics(List<Section> sections) {
      this(sections, new Conflicts());
    }
  }

  /// A text with its status and content type.
  record Text(int status, String contentType, String body) implements Response {}

  /// Plain text.
  static Response text(int status, String body) {
    return new Text(status, "text/plain; charset=utf-8", body);
  }

  /// A JSON document.
  static Response json(String body) {
    return new Text(200, "application/json", body);
  }

  /// A page for people.
  static Response html(String body) {
    return new Text(200, "text/html; charset=utf-8", body);
  }
}
