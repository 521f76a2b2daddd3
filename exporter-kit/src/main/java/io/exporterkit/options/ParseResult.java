package io.exporterkit.options;

import java.util.List;

/// The result of parsing a command line and an environment: values, or a text to print before the program exits.
/// Immutable.
public sealed interface ParseResult {

  /// The values of all options, with which the program starts.
  ///
  /// @param warnings a sentence for each value that was ignored or replaced, without secrets; to be logged
  record Parsed(OptionValues values, List<String> warnings) implements ParseResult {
    public Parsed {
      warnings = List.copyOf(warnings);
    }
  }

  /// A request for help: the program prints the usage and exits with 0.
  record Help(String usage) implements ParseResult {}

  /// A command line with wrong syntax: the program prints the error and exits with 2.
  ///
  /// @param error one line without secrets
  record Usage(String error) implements ParseResult {}

  /// A wrong value: the program prints the error and exits with 1.
  ///
  /// @param error one line that names flag or variable, without the value
  record Invalid(String error) implements ParseResult {}
}
