package io.exporterkit.options;

import java.util.ArrayList;
import java.util.List;

/// A parser of lists, whose values are separated by commas or set by several flags.
///
/// @param each parses one value
record ListParser<T>(Parser<T> each) implements Parser<List<T>> {
  @Override
  public List<T> parse(String text) {
    List<T> values = new ArrayList<>();
    if (!text.isBlank()) {
      for (String part : text.split(",", -1)) {
        values.add(each.parse(part.strip()));
      }
    }
    return List.copyOf(values);
  }

  @Override
  public String word() {
    return each.word() + ",...";
  }

  @Override
  public List<T> join(List<T> before, List<T> next) {
    List<T> all = new ArrayList<>(before);
    all.addAll(next);
    return List.copyOf(all);
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }
}
