package io.exporterkit.options;

import java.util.List;
import java.util.function.Function;

/// A reader of the text that a flag or a variable sets. [Parsers] has the usual ones.
///
/// ```java
/// static final Option<Level> LEVEL =
///     Option.of("queue.level", "1", "Level of detail.", Parser.of("level", text -> Level.of(text)));
/// ```
///
/// A parser is immutable, and safe for use by several threads.
///
/// @param <T> what is read
public interface Parser<T> {
  /// Reads a text.
  ///
  /// @param text may be empty
  /// @throws IllegalArgumentException when the text cannot be read; the message says what would be right and does not quote the
  ///     text, because the text may be a secret
  T parse(String text);

  /// Returns one word for the kind of value, such as `path`, for help and documents.
  String word();

  /// Returns the value of a flag that stands on the command line more than once. The default returns the last value.
  default T join(T before, T next) {
    return next;
  }

  /// Whether [#join] keeps what stood before, so that more than one flag of the name makes sense.
  default boolean isRepeatable() {
    return false;
  }

  /// Whether a variable that is set but empty is read, and does not count as not set. The default is no.
  default boolean readsEmptyVariables() {
    return false;
  }

  /// Returns a parser with this word that reads by this function.
  ///
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

  /// Returns a parser of the values between commas, each read by this parser. Spaces around a value are left out; an empty text is an
  /// empty list. Several flags of the name are one list.
  default Parser<List<T>> list() {
    return new ListParser<>(this);
  }
}
