package io.exporterkit.options;

import java.util.List;

/// The words that a shell offers as the value of a flag.
sealed interface Completion {
  /// The shell offers no words.
  record None() implements Completion {}

  /// The shell offers the names of files.
  record Files() implements Completion {}

  /// The shell offers these words.
  ///
  /// @param words without blanks and quotes
  record Choices(List<String> words) implements Completion {
    public Choices {
      words = List.copyOf(words);
    }
  }
}
