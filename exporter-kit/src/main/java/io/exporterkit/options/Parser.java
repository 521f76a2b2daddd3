package io.exporterkit.options;

import java.util.List;
import java.util.function.Function;

/// A parser of the text that a flag or a variable sets. [Parsers] has the usual ones.
///
/// ```java
/// static final Option<Level> LEVEL =
///     Option.of("queue.level", "1", "Level of detail.", Parser.of("level", text -> Level.of(text)));
/// ```
///
/// A parser is immutable, and safe for use by several threads.
///
/// @param <T> type of the value
public interface Parser<T> {
  /// Parses a text.
  ///
  /// @param text may be empty
  /// @throws IllegalArgumentException when the text is not valid; the message says what would be right, and does not
  ///     quote the text, because the text may be a secret
  T parse(String text);

  /// Returns one word for the kind of value, such as `path`, for help and documentation.
  String word();

  /// Returns the joined value of a flag that occurs more than once. The default returns the last value.
  ///
  /// @param before value of the earlier flags
  /// @param next value of the later flag
  default T join(T before, T next) {
    return next;
  }

  /// Returns whether [#join] keeps earlier values, so that repeating the flag is not a mistake. The default is false.
  default boolean isRepeatable() {
    return false;
  }

  /// Returns whether an empty variable is parsed; otherwise an empty variable counts as not set. The default is false.
  default boolean readsEmptyVariables() {
    return false;
  }

  /// Returns a parser that uses this function.
  ///
  /// @param word see [#word()]
  /// @param parse throws [IllegalArgumentException] as [#parse] does
  static <T> Parser<T> of(String word, Function<String, T> parse) {
    return new Parser<>() {
      @Override
      public T parse(String text) {
        return parse.apply(text);
      }

      @Override
      public String word() {
        return word;
      }
    };
  }

  /// Returns a parser of values separated by commas, each parsed by this parser. Spaces around a value are removed. An
  /// empty text is an empty list. Several flags of the name are one list.
  default Parser<List<T>> list() {
    return new ListParser<>(this);
  }
}
