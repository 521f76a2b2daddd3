package io.exporterkit.web;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Section;
import java.util.List;
import java.util.regex.Pattern;

/// What a handler answers. Immutable.
public sealed interface Response {
  /// A page of metrics, written as it is rendered, in the format that the request prefers.
  ///
  /// @param conflicts counts and logs the samples that are dropped because they contradict others of the page, such as
  ///     [io.exporterkit.scrape.Scraper#conflicts]
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

  /// A response with one more header, in the place of one of the same name.
  ///
  /// @param value without line ends and other control characters
  record WithHeader(Response response, String name, String value) implements Response {
    private static final Pattern NAME = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");

    /// @throws IllegalArgumentException when HTTP does not allow the name or the value
    public WithHeader {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("no name of a header: " + name);
      }
      if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c > '~')) {
        throw new IllegalArgumentException("the header " + name + " wants printable ASCII");
      }
    }
  }

  /// Returns the same response with one more header, in the place of one of the same name.
  ///
  /// @param value without line ends and other control characters
  /// @throws IllegalArgumentException when HTTP does not allow the name or the value
  default Response with(String name, String value) {
    return new WithHeader(this, name, value);
  }

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
