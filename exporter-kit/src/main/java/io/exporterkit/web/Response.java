package io.exporterkit.web;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Section;
import java.util.List;
import java.util.regex.Pattern;

/// The response of a handler. Immutable.
public sealed interface Response {
  /// A page of metrics, in the format that the request prefers. The page is sent while it is rendered.
  ///
  /// @param conflicts counts and logs the samples that are dropped because they contradict other samples of the page,
  ///     as [io.exporterkit.scrape.Scraper#conflicts] does
  /// @param openMetrics whether the page may be in OpenMetrics, when the request prefers that
  record Metrics(List<Section> sections, Conflicts conflicts, boolean openMetrics)
      implements Response {
    public Metrics {
      sections = List.copyOf(sections);
    }

    /// Makes a page that is never in OpenMetrics.
    public Metrics(List<Section> sections, Conflicts conflicts) {
      this(sections, conflicts, false);
    }

    /// Makes a page whose conflicts are logged each time, and not counted.
    public Metrics(List<Section> sections) {
      this(sections, new Conflicts());
    }
  }

  /// A text.
  ///
  /// @param body sent in UTF-8
  record Text(int status, String contentType, String body) implements Response {}

  /// A response with one more header, which replaces a header of the same name.
  ///
  /// @param value printable ASCII and tabs
  record WithHeader(Response response, String name, String value) implements Response {
    private static final Pattern NAME = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");

    /// Checks name and value.
    ///
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

  /// Returns this response with one more header, which replaces a header of the same name.
  ///
  /// @param value printable ASCII and tabs
  /// @throws IllegalArgumentException when HTTP does not allow the name or the value
  default Response with(String name, String value) {
    return new WithHeader(this, name, value);
  }

  /// Returns a response in plain text.
  static Response text(int status, String body) {
    return new Text(status, "text/plain; charset=utf-8", body);
  }

  /// Returns a JSON document with status 200.
  static Response json(String body) {
    return new Text(200, "application/json", body);
  }

  /// Returns an HTML page.
  static Response html(String body) {
    return new Text(200, "text/html; charset=utf-8", body);
  }
}
