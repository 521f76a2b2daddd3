package io.exporterkit.options;

import io.exporterkit.options.OptionValues.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All options of a program, in the order that help and documents show them, and the reader of its command line.
public final class OptionTable {

  private final String program;
  private final List<Option<?>> options;
  private final Map<String, Integer> byName;

  /// A table that refuses what would be a mistake in it.
  ///
  /// @param program the name of the program, for help
  /// @throws IllegalArgumentException if a name or variable is there twice, or a name or help is blank
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

  /// The name of the program.
  public String program() {
    return program;
  }

  /// The options in their order.
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

  /// Reads a command line and an environment, as Go's flag package and the exporters made with it do:
  ///
  /// - `-name value`, `-name=value`, `--name=value`; a boolean is `-name` or `-name=false`; the last one of a name counts. `--`, a
  ///   lone `-` and anything without a dash end the flags: what follows is ignored, with a warning.
  /// - A flag wins over its variable. A variable that is set but empty is the empty text, and for a boolean or a number the default.
  /// - A bad boolean or number is an error as a flag, and the default with a warning as a variable; a bad duration is an error.
  public ParseResult parse(List<String> args, Map<String, String> env) {
    var reading = new Reading();
    reading.variables(env);
    Optional<ParseResult> end = reading.flags(args);
    return end.isPresent() ? end.get() : reading.result();
  }

  /// The text of `--help`: groups in order of appearance, each with its options in the table's order.
  public String usage() {
    return UsageText.of(this);
  }

  /// One run over arguments and environment.
  private final class Reading {
    private final Object[] values = new Object[options.size()];
    private final Source[] sources = new Source[options.size()];
    private final String[] problems = new String[options.size()]; // empty: none
    private final List<String> warnings = new ArrayList<>();

    Reading() {
      Arrays.fill(sources, Source.DEFAULT);
      Arrays.fill(problems, "");
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
          case DURATION -> duration(i, text, Source.VARIABLE);
          case BOOLEAN -> orDefault(i, text, Values.bool(text), "true or false");
          case INTEGER -> orDefault(i, text, Values.decimal(text), "a whole number");
        }
      }
    }

    private void orDefault(int i, String text, Optional<Object> value, String right) {
      Option<?> option = options.get(i);
      if (value.isPresent()) {
        set(i, value.get(), Source.VARIABLE);
      } else if (!text.isEmpty()) {
        warnings.add(
            "variable "
                + option.variable().orElseThrow()
                + " is "
                + Shown.quoted(option, text)
                + ", not "
                + right
                + "; the default "
                + Shown.value(option, option.defaultText())
                + " is used");
      }
    }

    private void duration(int i, String text, Source source) {
      try {
        set(i, Values.duration(text), source);
      } catch (IllegalArgumentException e) {
        Option<?> option = options.get(i);
        problems[i] =
            where(option, source) + (option.isSecret() ? " is no duration" : ": " + e.getMessage());
      }
    }

    private void set(int i, Object value, Source source) {
      values[i] = value;
      sources[i] = source;
      problems[i] = "";
    }

    /// Reads the flags; present if that ends the program.
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
          int end = arg.indexOf('=');
          return wrong(
              "bad flag syntax: " + Shown.clean(arg.substring(0, end < 0 ? arg.length() : end)));
        }
        Integer index = byName.get(name);
        if (index == null) {
          return name.equals("help") || name.equals("h")
              ? Optional.of(new ParseResult.Help(usage()))
              : unknown(name);
        }
        Option<?> option = options.get(index);
        String text;
        if (equals >= 0) {
          text = arg.substring(equals + 1);
        } else if (option.type() == Option.Type.BOOLEAN) {
          text = "true";
        } else if (a < args.size()) {
          text = args.get(a++);
        } else {
          return wrong("flag " + option + " needs a value: " + option + "=" + option.type().word());
        }
        switch (option.type()) {
          case TEXT -> set(index, text, Source.FLAG);
          case DURATION -> duration(index, text, Source.FLAG);
          case BOOLEAN, INTEGER -> {
            boolean bool = option.type() == Option.Type.BOOLEAN;
            Optional<Object> value = bool ? Values.bool(text) : Values.anyBase(text);
            if (value.isEmpty()) {
              return wrong(
                  "flag "
                      + option
                      + " is "
                      + Shown.quoted(option, text)
                      + ", not "
                      + (bool ? "true or false" : "a whole number of 64 bits"));
            }
            set(index, value.get(), Source.FLAG);
          }
        }
      }
      return Optional.empty();
    }

    private Optional<ParseResult> wrong(String error) {
      return Optional.of(new ParseResult.Usage(error, usage()));
    }

    private Optional<ParseResult> unknown(String name) {
      List<String> near = Nearest.to(name, options);
      var error = new StringBuilder("there is no flag -").append(Shown.clean(name));
      for (int i = 0; i < near.size(); i++) {
        error
            .append(i == 0 ? "; did you mean -" : i == near.size() - 1 ? " or -" : ", -")
            .append(near.get(i));
      }
      return wrong(error.append(near.isEmpty() ? "" : "?").toString());
    }

    /// Warns of all arguments from `a` on. What may be the value of a secret flag, as in `-password= x`, is not shown.
    private void ignored(List<String> args, int a, String why) {
      if (a >= args.size()) {
        return;
      }
      var list = new StringBuilder();
      boolean hide = a > 0 && namesSecret(args.get(a - 1));
      for (String arg : args.subList(a, args.size())) {
        int equals = arg.indexOf('=');
        boolean secret = namesSecret(arg);
        list.append(list.isEmpty() ? "" : " ");
        if (hide) {
          list.append("***");
        } else if (secret && equals > 0) {
          list.append(arg, 0, equals).append("=***");
        } else {
          list.append(Shown.clean(arg));
        }
        hide = secret;
      }
      boolean one = args.size() - a == 1;
      warnings.add(
          "ignored on the command line: "
              + list
              + " ("
              + (one ? "it " : "the first of them ")
              + why
              + ")");
    }

    private boolean namesSecret(String arg) {
      int dashes = arg.startsWith("--") ? 2 : arg.startsWith("-") ? 1 : 0;
      int equals = arg.indexOf('=');
      Integer index = byName.get(arg.substring(dashes, equals > dashes ? equals : arg.length()));
      return dashes > 0 && index != null && options.get(index).isSecret();
    }

    ParseResult result() {
      boolean alone = false;
      String problem = "";
      for (int i = 0; i < values.length; i++) {
        alone |= options.get(i).isAnsweredAlone() && values[i].equals(true);
        problem = problem.isEmpty() ? problems[i] : problem;
      }
      if (!problem.isEmpty() && !alone) {
        return new ParseResult.Invalid(problem);
      }
      return new ParseResult.Parsed(new OptionValues(OptionTable.this, values, sources), warnings);
    }
  }

  /// `flag -x`, or `variable X (flag -x)`.
  static String where(Option<?> option, Source source) {
    return source == Source.VARIABLE
        ? "variable " + option.variable().orElseThrow() + " (flag " + option + ")"
        : "flag " + option;
  }
}
