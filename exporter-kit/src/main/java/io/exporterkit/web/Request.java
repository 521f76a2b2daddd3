package io.exporterkit.web;

import io.exporterkit.time.Deadline;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A request with its path, parameters and headers, and the moment by which the answer is due. Immutable.
///
/// @param path decoded, otherwise as sent
/// @param query decoded values by name, in the order sent
/// @param deadline see [ScrapeTimeout]
/// @param method as sent: `GET`, `POST`
/// @param headers values in the order sent, by name in lower case
/// @param peer the client's address; empty when the connection has none, such as a unix socket
public record Request(
    String path,
    Map<String, List<String>> query,
    Deadline deadline,
    String method,
    Map<String, List<String>> headers,
    Optional<InetSocketAddress> peer) {
  public Request {
    query = copy(query);
    headers = copy(headers);
  }

  /// Makes a GET request without headers and without a client's address, for tests of handlers.
  public Request(String path, Map<String, List<String>> query, Deadline deadline) {
    this(path, query, deadline, "GET", Map.of(), Optional.empty());
  }

  private static Map<String, List<String>> copy(Map<String, List<String>> from) {
    Map<String, List<String>> copy = LinkedHashMap.newLinkedHashMap(from.size());
    for (Map.Entry<String, List<String>> entry : from.entrySet()) {
      copy.put(entry.getKey(), List.copyOf(entry.getValue()));
    }
    return Collections.unmodifiableMap(copy);
  }

  /// Returns the first value of a parameter; empty when the parameter is missing.
  public String parameter(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? "" : values.getFirst();
  }

  /// Returns the first value of a header; empty when the header is missing.
  ///
  /// @param name in upper or lower case
  public Optional<String> header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }
}
