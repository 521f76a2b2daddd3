package io.exporterkit.options;

import io.exporterkit.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Hints for command-line words and variables that resemble known names. Only known names and names of variables are
/// shown, never a value.
final class Misspelt {

  /// Variables that Kubernetes and Docker set for a service whose name is the program's.
  private static final Pattern OF_SERVICE =
      Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_(TCP|UDP|SCTP)(_.*)?)?)");

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");
  private static final Pattern DASHES = Pattern.compile("[\\p{Pd}\\u2212]*");
  private static final int MOST = 3;
  private static final int NEAR = 2;

  private Misspelt() {}

  /// Returns the hints for ignored words of a command line, at most three, as the end of a sentence; empty when there
  /// are none.
  ///
  /// In: `queue.password=x`, `QUEUE_ADDR=y`   Out: `; -queue.password is a flag: write it with a dash before it; ...`
  ///
  /// @param words words of a command line that are ignored
  static String hints(List<Option<?>> options, List<String> words) {
    List<String> hints = new ArrayList<>();
    for (String word : words) {
      String name = DASHES.matcher(word).replaceFirst("");
      int end = name.indexOf('=');
      name = end < 0 ? name : name.substring(0, end);
      boolean dashed = word.startsWith("-");
      for (Option<?> option : options) {
        String hint = "";
        if (option.name().equals(name)) {
          hint = "; " + option + " is a flag" + (dashed ? "" : ": write it with a dash before it");
        } else if (option.variable().equals(Optional.of(name))) {
          hint = "; " + name + " is a variable of the environment, whose flag is " + option;
        }
        if (!hint.isEmpty() && !hints.contains(hint) && hints.size() < MOST) {
          hints.add(hint);
        }
      }
    }
    return String.join("", hints);
  }

  /// Returns the name of the flag that a text begins with, such as `queue.password` for `-queue.password=x`; empty for
  /// any other text.
  static Optional<String> flagIn(String text, List<Option<?>> options) {
    if (!text.startsWith("-")) {
      return Optional.empty();
    }
    String name = text.substring(text.startsWith("--") ? 2 : 1);
    int end = name.indexOf('=');
    String flag = end < 0 ? name : name.substring(0, end);
    return options.stream().map(Option::name).filter(flag::equals).findFirst();
  }

  /// Returns a warning for each variable that is unknown, but begins with the program's name (`QUEUE_EXPORTER_` for
  /// `queue-exporter`) or resembles a known one.
  ///
  /// @param names of the variables that are set
  static List<String> variables(OptionTable table, Collection<String> names) {
    String own = table.program().replace('-', '_').toUpperCase(Locale.ROOT) + "_";
    List<String> known =
        table.options().stream().flatMap(option -> option.variable().stream()).toList();
    List<String> warnings = new ArrayList<>();
    for (String name : names.stream().sorted().toList()) {
      String upper = name.toUpperCase(Locale.ROOT);
      if (known.contains(name)
          || !NAME.matcher(name).matches()
          || OF_SERVICE.matcher(upper).matches()) {
        continue;
      }
      boolean ofProgram = upper.startsWith(own);
      Optional<String> near = nearest(table, known, upper, ofProgram ? own : "");
      if (ofProgram || near.isPresent()) {
        warnings.add(
            "variable "
                + name
                + " is not known"
                + near.map(n -> "; is " + n + " meant?").orElse(""));
      }
    }
    return warnings;
  }

  /// Returns the known variable that resembles a name most: at a distance of at most two letters. For a name that
  /// begins with the program's name, otherwise returns a variable whose flag has the rest of the name, or which ends
  /// with that rest.
  ///
  /// @param own prefix of the program's variables; empty when the name does not have the prefix
  private static Optional<String> nearest(
      OptionTable table, List<String> known, String name, String own) {
    Optional<String> nearest = Optional.empty();
    int least = NEAR + 1;
    for (String candidate : known) {
      boolean related = candidate.regionMatches(0, name, 0, Math.min(3, candidate.length()));
      int distance = related ? Nearest.distance(name, candidate) : least;
      if (distance < least) {
        least = distance;
        nearest = Optional.of(candidate);
      }
    }
    if (nearest.isPresent() || own.isEmpty()) {
      return nearest;
    }
    String rest = name.substring(own.length());
    for (Option<?> option : table.options()) {
      String variable = option.variable().orElse("");
      String flag = option.name().replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
      boolean longEnough = rest.length() > 3 && !variable.isEmpty();
      if (longEnough && (flag.equals(rest) || variable.endsWith("_" + rest))) {
        return Optional.of(variable);
      }
    }
    return Optional.empty();
  }
}
