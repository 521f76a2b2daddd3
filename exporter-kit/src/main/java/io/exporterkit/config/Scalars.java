package io.exporterkit.config;

import io.exporterkit.config.ConfigNode.Scalar;
import io.exporterkit.text.GoDuration;
import java.lang.reflect.Method;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The conversion of single values: texts, numbers, durations, paths and the like. Immutable.
///
/// @param folder of relative paths
record Scalars(Path folder, Faults faults) {
  private static final List<Class<?>> OWN =
      List.of(
          String.class,
          boolean.class,
          int.class,
          long.class,
          double.class,
          Duration.class,
          Path.class);
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern DAYS =
      Pattern.compile("(?:([0-9]{1,3})y)?(?:([0-9]{1,5})w)?(?:([0-9]{1,6})d)?(.*)");

  /// Whether values of a class are single ones, although the class may be a record.
  boolean isScalar(Class<?> type) {
    return OWN.contains(type) || type.isEnum() || RecordMethods.parser(type).isPresent();
  }

  /// Returns a value of a class.
  ///
  /// @param name of the value, for messages
  /// @throws IllegalStateException when the class is not one for values of a file
  Object read(ConfigNode node, Class<?> type, String name) throws ConfigException {
    if (!isScalar(type)) {
      throw RecordMethods.unsuitable(type);
    }
    if (!(node instanceof Scalar scalar) || scalar.isNull()) {
      String is = ConfigNode.isNull(node) ? " is empty" : " is no single value";
      throw faults.at(node.at(), name + is + ": want " + wanted(type));
    }
    try {
      return value(scalar, type)
          .orElseThrow(() -> faults.at(node.at(), name + " is unsuitable: want " + wanted(type)));
    } catch (IllegalArgumentException e) {
      throw faults.at(node.at(), name + ": " + e.getMessage());
    }
  }

  private static String wanted(Class<?> type) {
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == int.class) {
      return "a whole number of 32 bits";
    }
    if (type == long.class) {
      return "a whole number of 64 bits";
    }
    if (type == double.class) {
      return "a number";
    }
    if (type == Duration.class) {
      return "a duration, as in 30s or 1m30s";
    }
    if (type == Path.class) {
      return "a path";
    }
    if (type.isEnum() && RecordMethods.parser(type).isEmpty()) {
      return alternatives(names(type));
    }
    return "a text";
  }

  private Optional<Object> value(Scalar scalar, Class<?> type) {
    String text = scalar.text();
    if (type == String.class) {
      return Optional.of(text);
    }
    Optional<Method> parser = RecordMethods.parser(type);
    if (parser.isPresent() && !OWN.contains(type)) {
      return Optional.of(RecordMethods.call(parser.get(), text));
    }
    if (type == Duration.class) {
      return Optional.of(duration(text));
    }
    if (type == Path.class) {
      return path(text);
    }
    if (type.isEnum()) {
      int index = names(type).indexOf(text);
      return index < 0 ? Optional.empty() : Optional.of(type.getEnumConstants()[index]);
    }
    return scalar.plain() ? number(text, type) : Optional.empty();
  }

  private static List<String> names(Class<?> type) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      names.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  /// Returns a boolean or number of YAML's core schema.
  private static Optional<Object> number(String text, Class<?> type) {
    if (type == boolean.class) {
      return switch (text) {
        case "true", "True", "TRUE" -> Optional.of(true);
        case "false", "False", "FALSE" -> Optional.of(false);
        default -> Optional.empty();
      };
    }
    if (type == double.class) {
      return NUMBER.matcher(text).matches()
          ? Optional.of(Double.parseDouble(text))
          : Optional.empty();
    }
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      long whole =
          text.startsWith("0x")
              ? Long.parseLong(text, 2, text.length(), 16)
              : text.startsWith("0o")
                  ? Long.parseLong(text, 2, text.length(), 8)
                  : Long.parseLong(text);
      if (type == long.class) {
        return Optional.of(whole);
      }
      return whole == (int) whole ? Optional.of((int) whole) : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty(); // more than 64 bits
    }
  }

  /// Returns a duration in Go's form, which Prometheus's units for days, weeks and years of 365 days may precede.
  private static Duration duration(String text) {
    Matcher matcher = DAYS.matcher(text);
    if (!matcher.matches() || matcher.start(4) == 0) {
      try {
        return GoDuration.parse(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("it " + e.getMessage(), e);
      }
    }
    long days =
        365 * number(matcher.group(1)) + 7 * number(matcher.group(2)) + number(matcher.group(3));
    String rest = matcher.group(4);
    return Duration.ofDays(days).plus(rest.isEmpty() ? Duration.ZERO : duration(rest));
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private Optional<Object> path(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(text));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /// In: `a`, `b`, `c`   Out: `a, b or c`
  static String alternatives(List<String> names) {
    int last = names.size() - 1;
    return last <= 0
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }
}
