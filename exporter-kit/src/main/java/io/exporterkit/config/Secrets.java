package io.exporterkit.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The secrets of a configuration file.
public final class Secrets {
  private Secrets() {}

  /// Returns the texts of all [Secret]s in a record, and in the records, lists, maps and optionals that the record
  /// holds, without empty ones.
  public static List<String> in(Record config) {
    List<String> found = new ArrayList<>();
    find(config, found);
    return found;
  }

  private static void find(Object value, List<String> found) {
    switch (value) {
      case Secret(String text) when !text.isEmpty() -> found.add(text);
      case Record record -> {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
          find(RecordMethods.get(component, record), found);
        }
      }
      case List<?> list -> list.forEach(each -> find(each, found));
      case Map<?, ?> map -> map.values().forEach(each -> find(each, found));
      case Optional<?> some -> some.ifPresent(each -> find(each, found));
      default -> {
        // holds no secret
      }
    }
  }
}
