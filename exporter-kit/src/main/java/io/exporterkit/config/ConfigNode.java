package io.exporterkit.config;

import java.util.List;
import java.util.Map;

/// A value of a configuration file, with its position. Immutable.
sealed interface ConfigNode {
  /// Returns the position of the first character.
  Position at();

  /// Returns the number of values in this value, itself included, where an alias counts as what its anchor has.
  int size();

  /// A position in a file.
  ///
  /// @param line 1 for the first line
  /// @param column 1 for the first character of the line
  record Position(int line, int column) {
    static final Position START = new Position(1, 1);
  }

  /// A text or number.
  ///
  /// @param plain whether the text stands without quotes, and so may be null, a boolean or a number
  record Scalar(Position at, String text, boolean plain) implements ConfigNode {
    @Override
    public int size() {
      return 1;
    }

    /// Whether this is the null of YAML's core schema: nothing at all, `~` or `null`.
    boolean isNull() {
      return plain
          && (text.isEmpty()
              || text.equals("~")
              || text.equals("null")
              || text.equals("Null")
              || text.equals("NULL"));
    }
  }

  /// A list.
  record Sequence(Position at, List<ConfigNode> items, int size) implements ConfigNode {}

  /// A mapping.
  ///
  /// @param entries in the order of the file
  record Mapping(Position at, Map<String, Entry> entries, int size) implements ConfigNode {}

  /// The value of a key.
  ///
  /// @param keyAt position of the key
  record Entry(Position keyAt, ConfigNode value) {}

  /// Whether a value is null.
  static boolean isNull(ConfigNode node) {
    return node instanceof Scalar scalar && scalar.isNull();
  }
}
