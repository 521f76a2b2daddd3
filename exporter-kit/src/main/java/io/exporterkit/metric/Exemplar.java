package io.exporterkit.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// An observation that stands for others, usually with the trace in which it was made. Immutable.
///
/// @param value that was observed
/// @param labels values by name, in the order in which they are written
/// @param seconds time of the observation since 1970-01-01T00:00:00Z; NaN when the time is unknown
public record Exemplar(double value, Map<String, String> labels, double seconds) {
  /// The largest number of characters that OpenMetrics allows in the names and values of the labels together. Pages
  /// leave out an exemplar with more.
  public static final int MOST_CHARACTERS = 128;

  /// Copies the labels.
  public Exemplar {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /// Whether the labels have at most [#MOST_CHARACTERS] characters.
  public boolean isShort() {
    int characters = 0;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      characters += label.getKey().codePointCount(0, label.getKey().length());
      characters += label.getValue().codePointCount(0, label.getValue().length());
    }
    return characters <= MOST_CHARACTERS;
  }
}
