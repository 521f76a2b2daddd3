package io.exporterkit.web;

import io.exporterkit.scrape.Deadline;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A request, typed: path, parameters, and the moment by which the answer must be there.
///
/// @param path as sent, decoded
/// @param query values by name, decoded, in the order sent
/// @param deadline see [ScrapeTimeout]
public record Request(String path, Map<String, List<String>> query, Deadline deadline) {
  public Request {
    Map<String, List<String>> copy = LinkedHashMap.newLinkedHashMap(query.size());
    for (Map.Entry<String, List<String>> entry : query.entrySet()) {
      copy.put(entry.getKey(), List.copyOf(entry.getValue()));
    }
    query = Collections.unmodifiableMap(copy);
  }

  /// The first value of a parameter; empty where it is missing.
  public String parameter(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? "" : values.getFirst();
  }
}
