package io.exporterkit.options;

import java.util.List;

/// A value for every option of a table, and where it came from.
public final class OptionValues {

  /// Where a value came from. A flag wins over a variable, a variable over the default.
  public enum Source {
    FLAG,
    VARIABLE,
    DEFAULT
  }

  private final OptionTable table;
  private final Object[] values;
  private final Source[] sources;
  private final String[] texts;

  /// Values, sources and texts in the table's order; not copied.
  ///
  /// @param texts as written, of the values that a parser has read
  OptionValues(OptionTable table, Object[] values, Source[] sources, String[] texts) {
    this.table = table;
    this.values = values;
    this.sources = sources;
    this.texts = texts;
  }

  /// The value of an option.
  ///
  /// @throws IllegalArgumentException if the option is not in the table
  public <T> T get(Option<T> option) {
    return option.cast(values[table.indexOf(option)]);
  }

  /// Whether a flag or a variable set it, be it to its default.
  public boolean isSet(Option<?> option) {
    return source(option) != Source.DEFAULT;
  }

  /// Where the value of an option came from.
  public Source source(Option<?> option) {
    return sources[table.indexOf(option)];
  }

  /// One line that says what is wrong with a value the table could not judge: `flag -web.listen-address: <reason>`, with the variable
  /// where the variable set the value. The value itself is not shown: a value that was not understood may be a secret, or hold one.
  public String complaint(Option<?> option, String reason) {
    return OptionTable.where(option, source(option)) + ": " + reason;
  }

  /// The options that were set, as a command line, with `***` for secrets and for credentials in addresses.
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
