package io.exporterkit.options;

import java.util.List;

/// A value for every option of a table, with the source of each value. Immutable.
public final class OptionValues {

  /// The source of a value. A flag wins over a variable, and a variable over the default.
  public enum Source {
    FLAG,
    VARIABLE,
    DEFAULT
  }

  private final OptionTable table;
  private final Object[] values;
  private final Source[] sources;
  private final String[] texts;

  /// Keeps the arrays, which are in the table's order, without copying them.
  ///
  /// @param texts unparsed values of options with a parser
  OptionValues(OptionTable table, Object[] values, Source[] sources, String[] texts) {
    this.table = table;
    this.values = values;
    this.sources = sources;
    this.texts = texts;
  }

  /// Returns the value of an option.
  ///
  /// @throws IllegalArgumentException if the option is not in the table
  public <T> T get(Option<T> option) {
    return option.cast(values[table.indexOf(option)]);
  }

  /// Returns whether a flag or a variable set the option, even to its default.
  ///
  /// @throws IllegalArgumentException if the option is not in the table
  public boolean isSet(Option<?> option) {
    return source(option) != Source.DEFAULT;
  }

  /// Returns the source of an option's value.
  ///
  /// @throws IllegalArgumentException if the option is not in the table
  public Source source(Option<?> option) {
    return sources[table.indexOf(option)];
  }

  /// Returns an error message for a value that the program refuses: `flag -web.listen-address: <reason>`, or with the
  /// variable when a variable set the value. The value itself is not shown, because a value that was not understood may
  /// contain a secret.
  ///
  /// @throws IllegalArgumentException if the option is not in the table
  public String complaint(Option<?> option, String reason) {
    return OptionTable.where(option, source(option)) + ": " + reason;
  }

  /// Returns the exception that refuses a value which the table could not judge, with [#complaint] as its message.
  public IllegalArgumentException refusal(Option<?> option, String reason) {
    return new IllegalArgumentException(complaint(option, reason));
  }

  /// Returns the options that were set, as a command line, with `***` for secrets and for credentials in addresses.
  @Override
  public String toString() {
    var out = new StringBuilder();
    List<Option<?>> options = table.options();
    for (int i = 0; i < values.length; i++) {
      if (sources[i] != Source.DEFAULT) {
        out.append(out.isEmpty() ? "" : " ").append('-').append(options.get(i).name()).append('=');
        out.append(Shown.value(options.get(i), text(i)));
      }
    }
    return out.toString();
  }

  private String text(int i) {
    return table.options().get(i).type() == Option.Type.PARSED ? texts[i] : Shown.text(values[i]);
  }
}
