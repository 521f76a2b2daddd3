package io.exporterkit.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A response of an [HttpEngine]: status, headers and body.
///
/// @param headers values by name, without the headers of HTTP's framing, which the engine adds
/// @param length bytes of the body; [#UNKNOWN] when the length is not known beforehand
/// @param body writes the body
record Answer(int status, Map<String, String> headers, long length, Body body) {
  static final long UNKNOWN = -1;

  /// A writer of a body.
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  Answer {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  static Answer of(int status, String contentType, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Answer(
        status, Map.of("Content-Type", contentType), bytes.length, out -> out.write(bytes));
  }

  static Answer plain(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text);
  }

  /// Returns a copy with one more header, which replaces a header of the same name.
  Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.keySet().removeIf(name::equalsIgnoreCase);
    more.put(name, value);
    return new Answer(status, more, length, body);
  }

  /// Returns a copy with more headers.
  Answer with(Map<String, String> more) {
    Answer answer = this;
    for (Map.Entry<String, String> header : more.entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return answer;
  }
}
