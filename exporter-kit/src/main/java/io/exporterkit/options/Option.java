package io.exporterkit.options;

import io.exporterkit.text.GoDuration;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One thing that can be set: by a flag, by an environment variable, or left at its default.
///
/// ```java
/// static final Option<String> ADDR =
///     Option.text("queue.addr", "QUEUE_ADDR", "tcp://localhost:5672", "Target of the telemetry path.").group("connection");
/// static final Option<Duration> TIMEOUT =
///     Option.duration("connection-timeout", "QUEUE_CONNECTION_TIMEOUT", "15s", "Limit of connecting and of each read.");
/// ```
///
/// Immutable; [#group], [#secret] and [#answersAlone] return copies. Two options are the same if their names are.
///
/// @param <T> String, Boolean, Long or Duration
public final class Option<T> {

  /// What a value is, and so how it is read.
  public enum Type {
    /// Any text, the empty one too.
    TEXT("text"),
    /// A flag that needs no value: `-debug`, `-debug=false`.
    BOOLEAN("boolean"),
    /// A whole number of 64 bits; as a flag also `0x10`, `0b1`, `010` (which is 8) and `1_000`.
    INTEGER("integer"),
    /// Go's: `15s`, `1m30s`, `500ms`.
    DURATION("duration");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /// The type in lower case, as help and documents show it.
    public String word() {
      return word;
    }
  }

  private final String name;
  private final @Nullable String variable;
  private final Type type;
  private final Class<T> valueType;
  private final String defaultText;
  private final T defaultValue;
  private final String help;
  private final String group;
  private final boolean secret;
  private final boolean answersAlone;

  private Option(
      String name,
      @Nullable String variable,
      Type type,
      Class<T> valueType,
      String defaultText,
      T defaultValue,
      String help,
      String group,
      boolean secret,
      boolean answersAlone) {
    this.name = name;
    this.variable = variable;
    this.type = type;
    this.valueType = valueType;
    this.defaultText = defaultText;
    this.defaultValue = defaultValue;
    this.help = help;
    this.group = group;
    this.secret = secret;
    this.answersAlone = answersAlone;
  }

  private static <T> Option<T> of(
      String name,
      @Nullable String variable,
      Type type,
      Class<T> valueType,
      String defaultText,
      T value,
      String help) {
    return new Option<>(
        name, variable, type, valueType, defaultText, value, help, "general", false, false);
  }

  /// An option of any text.
  ///
  /// @param variable the environment variable, or null if there is none
  public static Option<String> text(
      String name, @Nullable String variable, String defaultValue, String help) {
    return of(name, variable, Type.TEXT, String.class, defaultValue, defaultValue, help);
  }

  /// An option that is on or off.
  ///
  /// @param variable the environment variable, or null if there is none
  public static Option<Boolean> flag(
      String name, @Nullable String variable, boolean defaultValue, String help) {
    return of(
        name,
        variable,
        Type.BOOLEAN,
        Boolean.class,
        String.valueOf(defaultValue),
        defaultValue,
        help);
  }

  /// An option of a whole number.
  ///
  /// @param variable the environment variable, or null if there is none
  public static Option<Long> integer(
      String name, @Nullable String variable, long defaultValue, String help) {
    return of(
        name, variable, Type.INTEGER, Long.class, String.valueOf(defaultValue), defaultValue, help);
  }

  /// An option of a length of time.
  ///
  /// @param variable the environment variable, or null if there is none
  /// @param defaultValue in Go's spelling
  /// @throws IllegalArgumentException if the default is no duration
  public static Option<Duration> duration(
      String name, @Nullable String variable, String defaultValue, String help) {
    return of(
        name,
        variable,
        Type.DURATION,
        Duration.class,
        defaultValue,
        GoDuration.parse(defaultValue),
        help);
  }

  private Option<T> copy(String newGroup, boolean newSecret, boolean newAnswersAlone) {
    return new Option<>(
        name,
        variable,
        type,
        valueType,
        defaultText,
        defaultValue,
        help,
        newGroup,
        newSecret,
        newAnswersAlone);
  }

  /// This option under another heading of help and documents; `general` unless told.
  public Option<T> group(String newGroup) {
    return copy(newGroup, secret, answersAlone);
  }

  /// This option with a value that is never shown: `***` stands for it everywhere.
  public Option<T> secret() {
    return copy(group, true, answersAlone);
  }

  /// This option, which when true lets the program answer and end, as `-version` does: a bad value elsewhere is no reason to refuse
  /// then (it takes its default).
  public Option<T> answersAlone() {
    return copy(group, secret, true);
  }

  /// The flag's name, without dashes.
  public String name() {
    return name;
  }

  /// The environment variable's name.
  public Optional<String> variable() {
    return Optional.ofNullable(variable);
  }

  public Type type() {
    return type;
  }

  /// The default as it would be written on a command line.
  public String defaultText() {
    return defaultText;
  }

  public T defaultValue() {
    return defaultValue;
  }

  /// What it does, in one or more sentences.
  public String help() {
    return help;
  }

  /// The heading it stands under.
  public String group() {
    return group;
  }

  public boolean isSecret() {
    return secret;
  }

  boolean isAnsweredAlone() {
    return answersAlone;
  }

  T cast(Object value) {
    return valueType.cast(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Option<?> option && option.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /// `-queue.addr`
  @Override
  public String toString() {
    return "-" + name;
  }
}
