package io.exporterkit.options;

import io.exporterkit.options.Completion.Choices;
import io.exporterkit.options.Completion.Files;
import io.exporterkit.options.Completion.None;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Writers of the scripts with which shells complete the flags of a program, and their values where these are booleans,
/// files, or [Option#choices]. Flags are completed with one dash; bash also completes them with two.
public final class Completions {
  private static final String GENERATED = "Generated from the table of options; do not edit.";

  private Completions() {}

  /// Returns the script for bash, which needs no other package.
  ///
  /// @param alias a second name of the program
  public static String bash(OptionTable table, String alias) {
    String function = "_" + table.program().replace('-', '_');
    var out = new StringBuilder();
    out.append(
        """
        # Completion of %s for bash. %s
        %s() {
          local word=${COMP_WORDS[COMP_CWORD]} flag=${COMP_WORDS[COMP_CWORD - 1]} joined= prefix=
          COMPREPLY=()
          # Bash splits -flag=value into three words, unless = is removed from COMP_WORDBREAKS.
          if [[ $word == = ]]; then
            joined=1 word=
          elif [[ $flag == = ]]; then
            joined=1 flag=${COMP_WORDS[COMP_CWORD - 2]}
          elif [[ $word == -*=* ]]; then
            joined=1 flag=${word%%%%=*} prefix=${word%%%%=*}= word=${word#*=}
          fi
          if [[ $flag == -* ]]; then
            flag=${flag#-}
            flag=${flag#-}
          else
            flag=
          fi
          case $flag in
        """
            .formatted(table.program(), GENERATED, function));
    for (Option<?> option : table.options()) {
      if (option.completion() instanceof Choices(List<String> words)) {
        out.append("    ").append(option.name()).append(")\n");
        out.append("      mapfile -t COMPREPLY < <(compgen -P \"$prefix\" -W '");
        out.append(String.join(" ", words)).append("' -- \"$word\")\n      return\n      ;;\n");
      }
    }
    cases(out, table, o -> o.completion() instanceof Files);
    out.append("      compopt -o filenames 2>/dev/null\n");
    out.append("      mapfile -t COMPREPLY < <(compgen -P \"$prefix\" -f -- \"$word\")\n");
    out.append("      return\n      ;;\n");
    cases(out, table, o -> o.completion() instanceof None && o.type() != Option.Type.BOOLEAN);
    out.append("      return\n      ;;\n");
    out.append(
        """
          esac
          if [[ -n $joined ]]; then
            mapfile -t COMPREPLY < <(compgen -P "$prefix" -W 'true false' -- "$word")
            return
          fi
          [[ $word != --* ]] || prefix=-
          mapfile -t COMPREPLY < <(compgen -P "$prefix" -W '
        """);
    table.options().forEach(option -> out.append("    -").append(option.name()).append('\n'));
    out.append("  ' -- \"${word#\"$prefix\"}\")\n}\n");
    out.append("complete -F ").append(function).append(' ').append(table.program());
    return out.append(' ').append(alias).append('\n').toString();
  }

  /// Appends the pattern of a case for the options that match, one name on each line.
  private static void cases(StringBuilder out, OptionTable table, Predicate<Option<?>> matches) {
    List<String> names = new ArrayList<>();
    for (Option<?> option : table.options()) {
      if (matches.test(option)) {
        names.add(option.name());
      }
    }
    out.append("    ").append(String.join(" | \\\n      ", names)).append(")\n");
  }

  /// Returns the script for zsh, whose file is named after the program, with `_` before.
  ///
  /// @param alias a second name of the program
  public static String zsh(OptionTable table, String alias) {
    var out = new StringBuilder();
    out.append("#compdef ").append(table.program()).append(' ').append(alias).append('\n');
    out.append("# Completion of ").append(table.program()).append(" for zsh. ").append(GENERATED);
    out.append("\n_arguments");
    for (Option<?> option : table.options()) {
      out.append(" \\\n  '");
      if (option.parser().isRepeatable()) {
        out.append('*');
      }
      boolean bool = option.type() == Option.Type.BOOLEAN;
      out.append('-').append(option.name()).append(bool ? "=-[" : "=[");
      out.append(quoted(firstSentence(option.help())));
      out.append(bool ? "]::" : "]:").append(option.word()).append(':');
      out.append(
          switch (option.completion()) {
            case Files() -> "_files";
            case Choices(List<String> words) -> "(" + String.join(" ", words) + ")";
            case None() -> bool ? "(true false)" : " ";
          });
      out.append('\'');
    }
    return out.append('\n').toString();
  }

  /// Returns the script for fish, whose file is named after the program or after the alias.
  ///
  /// @param alias a second name of the program
  public static String fish(OptionTable table, String alias) {
    var out = new StringBuilder();
    out.append("# Completion of ").append(table.program()).append(" for fish. ").append(GENERATED);
    out.append("\nfor program in ").append(table.program()).append(' ').append(alias);
    out.append("\n  complete -c $program -f\n");
    for (Option<?> option : table.options()) {
      out.append("  complete -c $program -o ").append(option.name());
      out.append(
          switch (option.completion()) {
            case Files() -> " -r -F";
            case Choices(List<String> words) -> " -x -a '" + String.join(" ", words) + "'";
            case None() -> option.type() == Option.Type.BOOLEAN ? "" : " -x";
          });
      String help = firstSentence(option.help());
      out.append(" -d '").append(help.replace("\\", "\\\\").replace("'", "\\'"));
      out.append("'\n");
    }
    return out.append("end\n").toString();
  }

  /// Returns the beginning of a text up to its first full stop or semicolon.
  private static String firstSentence(String text) {
    return text.replaceFirst("(?s)([.;:] .*|[.])$", "");
  }

  /// Returns a text as part of a word of zsh in single quotes, for a place where brackets and colons have a meaning.
  private static String quoted(String text) {
    return text.replaceAll("[\\\\\\[\\]:]", "\\\\$0").replace("'", "'\\''");
  }
}
