package io.exporterkit.options;

import io.exporterkit.options.OptionValues.Source;
import io.exporterkit.text.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All options of a program, in the order of help and documentation, and the parser of the program's command line.
/// Immutable.
public final class OptionTable {

  private final String program;
  private final List<Option<?>> options;
  private final Map<String, Integer> byName;

  /// Makes a table.
  ///
  /// @param program name of the program, for help
  /// @throws IllegalArgumentException if a name or variable occurs twice, a name or help is blank, or a name cannot be
  ///     that of a flag
  public OptionTable(String program, List<Option<?>> options) {
    this.program = program;
    this.options = List.copyOf(options);
    this.byName = HashMap.newHashMap(options.size());
    Set<String> variables = HashSet.newHashSet(options.size());
    for (Option<?> option : this.options) {
      if (option.name().isBlank()
          || option.name().startsWith("-")
          || option.name().indexOf('=') >= 0) {
        throw new IllegalArgumentException(
            "\"" + option.name() + "\" cannot be the name of a flag");
      }
      if (option.help().isBlank()) {
        throw new IllegalArgumentException(option + " has no help");
      }
      if (byName.putIfAbsent(option.name(), byName.size()) != null) {
        throw new IllegalArgumentException(option + " is there twice");
      }
      if (option.variable().isPresent() && !variables.add(option.variable().get())) {
        throw new IllegalArgumentException(
            "variable " + option.variable().get() + " is there twice");
      }
    }
  }

  /// Makes a table in which variables are derived from a prefix, for options that have no variable of their own and do
  /// not answer alone.
  ///
  /// In: `queue.max-age` with the prefix `QUEUE_EXPORTER_`   Out: the variable `QUEUE_EXPORTER_QUEUE_MAX_AGE`
  ///
  /// @param program name of the program, for help
  /// @param prefix of variables, such as `QUEUE_EXPORTER_`
  /// @throws IllegalArgumentException as the other constructor does
  public OptionTable(String program, String prefix, List<Option<?>> options) {
    this(program, options.stream().<Option<?>>map(o -> withVariable(o, prefix)).toList());
  }

  private static Option<?> withVariable(Option<?> option, String prefix) {
    boolean needsNone = option.variable().isPresent() || option.isAnsweredAlone();
    String name = option.name().replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    return needsNone ? option : option.variable(prefix + name);
  }

  /// Returns the name of the program.
  public String program() {
    return program;
  }

  /// Returns the options in their order.
  public List<Option<?>> options() {
    return options;
  }

  int indexOf(Option<?> option) {
    Integer index = byName.get(option.name());
    if (index == null) {
      throw new IllegalArgumentException(option + " is not an option of " + program);
    }
    return index;
  }

  /// Parses a command line and an environment, with the rules of Go's flag package and of the exporters that use it:
  ///
  /// - `-name value`, `-name=value`, `--name=value`; a boolean is `-name` or `-name=false`; the last flag of a name
  ///   counts. `--`, a lone `-` and any word without a dash end the flags: the rest is ignored, with a warning.
  /// - A flag wins over its variable. A variable that is set but empty is the empty text, or the default for a boolean
  ///   or a number. A variable that resembles a known one causes a warning, and so does a flag that is repeated.
  /// - A bad boolean or number is an error in a flag, and is replaced by the default, with a warning, in a variable. A
  ///   bad duration is an error in both.
  /// - A value that a [Parser] refuses is an error in a flag and in a variable, or is replaced by the default, with a
  ///   warning, when the option is lenient. Such an option ignores an empty variable, unless
  ///   [Parser#readsEmptyVariables] returns true. Several flags of a list are one list.
  ///
  /// @param args words of the command line, without the program's name
  /// @param env variables of the environment by name
  public ParseResult parse(List<String> args, Map<String, String> env) {
    var reading = new Reading();
    reading.variables(env);
    Optional<ParseResult> end = reading.flags(args);
    return end.isPresent() ? end.get() : reading.result();
  }

  /// Returns the text of `--help`: groups in the order of their first option, each with its options in the table's
  /// order.
  public String usage() {
    return UsageText.of(this);
  }

  /// The parsing of one command line and environment.
  private final class Reading {
    private final Object[] values = new Object[options.size()];
    private final Source[] sources = new Source[options.size()];
    // Unparsed values of options with a parser; otherwise empty.
    private final String[] texts = new String[options.size()];
    private final String[] problems = new String[options.size()]; // empty for none
    private final int[] given = new int[options.size()]; // number of flags
    private final List<String> warnings = new ArrayList<>();

    Reading() {
      Arrays.fill(sources, Source.DEFAULT);
      Arrays.fill(problems, "");
      Arrays.fill(texts, "");
      for (int i = 0; i < values.length; i++) {
        values[i] = options.get(i).defaultValue();
      }
    }

    void variables(Map<String, String> env) {
      for (int i = 0; i < options.size(); i++) {
        Option<?> option = options.get(i);
        Optional<String> variable = option.variable();
        String text = variable.isPresent() ? env.get(variable.get()) : null;
        if (text == null) {
          continue;
        }
        switch (option.type()) {
          case TEXT -> set(i, text, Source.VARIABLE);
          case DURATION -> parsed(i, text, Source.VARIABLE);
          case PARSED -> {
            if (!text.isEmpty() || option.parser().readsEmptyVariables()) {
              parsed(i, text, Source.VARIABLE);
            }
          }
          case BOOLEAN -> orDefault(i, text, Values.bool(text), "true or false");
          case INTEGER -> orDefault(i, text, Values.decimal(text), "a whole number");
        }
      }
      warnings.addAll(Misspelt.variables(OptionTable.this, env.keySet()));
    }

    private void orDefault(int i, String text, Optional<Object> value, String right) {
      Option<?> option = options.get(i);
      if (value.isPresent()) {
        set(i, value.get(), Source.VARIABLE);
      } else if (!text.isEmpty()) {
        warnings.add(
            "variable "
                + option.variable().orElseThrow()
                + " is not "
                + right
                + "; the default "
                + Shown.value(option, option.defaultText())
                + " is used");
      }
    }

    private void parsed(int i, String text, Source source) {
      Option<?> option = options.get(i);
      try {
        Object value = option.parser().parse(text);
        boolean joins = source == Source.FLAG && given[i] > 1 && problems[i].isEmpty();
        set(i, joins ? option.join(values[i], value) : value, source);
        texts[i] = joins ? texts[i] + "," + text : text;
      } catch (IllegalArgumentException e) {
        refused(i, source, String.valueOf(e.getMessage()));
      }
    }

    private void refused(int i, Source source, String reason) {
      Option<?> option = options.get(i);
      // The reason of a bad duration continues the sentence.
      String separator = option.type() == Option.Type.PARSED ? ": " : " ";
      String problem = where(option, source) + separator + reason;
      if (option.isLenient()) {
        set(i, option.defaultValue(), source);
        warnings.add(
            problem + "; the default " + Shown.value(option, option.defaultText()) + " is used");
      } else {
        problems[i] = problem;
      }
    }

    private void set(int i, Object value, Source source) {
      values[i] = value;
      sources[i] = source;
      problems[i] = "";
    }

    /// Parses the flags. Returns a result when parsing must end, because of an error or a request for help; empty
    /// otherwise.
    Optional<ParseResult> flags(List<String> args) {
      int a = 0;
      while (a < args.size()) {
        String arg = args.get(a);
        if (arg.length() < 2 || arg.charAt(0) != '-') {
          ignored(args, a, "is no flag, and ends the flags; a boolean is set as -name=false");
          return Optional.empty();
        }
        a++;
        int dashes = arg.charAt(1) == '-' ? 2 : 1;
        if (dashes == arg.length()) {
          ignored(args, a, "stands after --");
          return Optional.empty();
        }
        int equals = arg.indexOf('=', dashes + 1);
        String name = arg.substring(dashes, equals < 0 ? arg.length() : equals);
        if (name.charAt(0) == '-' || name.charAt(0) == '=') {
          return wrong(
              "argument "
                  + a
                  + " of the command line is bad flag syntax: want one dash or two, then a name");
        }
        Integer index = byName.get(name);
        if (index == null) {
          return name.equals("help") || name.equals("h")
              ? Optional.of(new ParseResult.Help(usage()))
              : unknown(name, a);
        }
        Option<?> option = options.get(index);
        given[index]++;
        String text;
        if (equals >= 0) {
          text = arg.substring(equals + 1);
        } else if (option.type() == Option.Type.BOOLEAN) {
          text = "true";
        } else if (a < args.size()) {
          text = args.get(a++);
        } else {
          return wrong("flag " + option + " needs a value: " + option + "=" + option.word());
        }
        switch (option.type()) {
          case TEXT -> set(index, text, Source.FLAG);
          case DURATION, PARSED -> parsed(index, text, Source.FLAG);
          case BOOLEAN, INTEGER -> {
            boolean bool = option.type() == Option.Type.BOOLEAN;
            Optional<Object> value = bool ? Values.bool(text) : Values.anyBase(text);
            if (value.isEmpty()) {
              return wrong(
                  "flag "
                      + option
                      + " is not "
                      + (bool ? "true or false" : "a whole number of 64 bits"));
            }
            set(index, value.get(), Source.FLAG);
          }
        }
      }
      return Optional.empty();
    }

    private Optional<ParseResult> wrong(String error) {
      return Optional.of(new ParseResult.Usage(error));
    }

    /// Returns the error for an unknown flag. Its name is shown only when a known name is near and is not its
    /// beginning, because any other word may contain a secret.
    private Optional<ParseResult> unknown(String name, int position) {
      List<String> near = Nearest.to(name, options.stream().map(Option::name).toList());
      boolean shown = !near.isEmpty() && options.stream().noneMatch(o -> name.startsWith(o.name()));
      var error =
          new StringBuilder(
              shown
                  ? "there is no flag -" + Shown.clean(name)
                  : "argument " + position + " of the command line is no flag of " + program);
      for (int i = 0; i < near.size(); i++) {
        error
            .append(i == 0 ? "; did you mean -" : i == near.size() - 1 ? " or -" : ", -")
            .append(near.get(i));
      }
      return wrong(error.append(near.isEmpty() ? "" : "?").toString());
    }

    /// Adds a warning for all arguments from index `a` on. No argument is shown, because each may contain a secret.
    private void ignored(List<String> args, int a, String why) {
      int count = args.size() - a;
      if (count <= 0) {
        return;
      }
      warnings.add(
          "ignored on the command line: "
              + (count == 1 ? "argument " + (a + 1) : count + " arguments from number " + (a + 1))
              + " ("
              + (count == 1 ? "it " : "the first of them ")
              + why
              + ")"
              + Misspelt.hints(options, args.subList(a, args.size())));
    }

    ParseResult result() {
      boolean alone = false;
      String problem = "";
      for (int i = 0; i < values.length; i++) {
        int at = i;
        alone |= options.get(i).isAnsweredAlone() && values[i].equals(true);
        problem = problem.isEmpty() ? problems[i] : problem;
        if (given[i] > 1 && !options.get(i).parser().isRepeatable()) {
          warnings.add(
              "flag %s is set %d times: only the last one counts"
                  .formatted(options.get(i), given[i]));
        }
        String text = values[i] instanceof String plain ? plain : texts[i];
        if (sources[i] == Source.FLAG) {
          Misspelt.flagIn(text, options)
              .ifPresent(name ->
                  warnings.add(
                      "flag %s has flag -%s as its value: its own value is missing"
                          .formatted(options.get(at), name)));
        }
      }
      if (!problem.isEmpty() && !alone) {
        return new ParseResult.Invalid(problem);
      }
      return new ParseResult.Parsed(
          new OptionValues(OptionTable.this, values, sources, texts), warnings);
    }
  }

  /// Returns the description of a value's source: `flag -x`, or `variable X (flag -x)`.
  static String where(Option<?> option, Source source) {
    return source == Source.VARIABLE
        ? "variable " + option.variable().orElseThrow() + " (flag " + option + ")"
        : "flag " + option;
  }
}
