package io.exporterkit.options;

import java.util.List;

/// What came of reading a command line and the environment: go on, or say something and end.
public sealed interface ParseResult {

  /// Go on.
  ///
  /// @param warnings what was ignored or replaced, a sentence each, to be logged; they hold no secret
  record Parsed(OptionValues values, List<String> warnings) implements ParseResult {
    public Parsed {
      warnings = List.copyOf(warnings);
    }
  }

  /// Help was asked for: print it, exit 0.
  record Help(String usage) implements ParseResult {}

  /// The command line cannot be read: print the error, then the usage; exit 2.
  ///
  /// @param error one line without a secret
  record Usage(String error, String usage) implements ParseResult {}

  /// A value is wrong: print the error; exit 1.
  ///
  /// @param error one line that names flag or variable, and not the value
  record Invalid(String error) implements ParseResult {}
}
