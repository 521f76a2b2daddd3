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
/// static final Option<List<URI>> SERVERS =
///     Option.of("queue.servers", "", "Servers of the queue.", Parsers.uri("amqp").list());
/// ```
///
/// Immutable: the methods that change an option return copies. Two options are equal when their names are.
///
/// @param <T> type of the value
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
    DURATION("duration"),
    /// Whatever a [Parser] reads. A bad value is an error, also as a variable; a variable that is empty counts as not set.
    PARSED("value");

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
  private final Parser<T> parser;
  private final String defaultText;
  private final T defaultValue;
  private final String help;
  private final String group;
  private final boolean secret;
  private final boolean answersAlone;
  private final boolean lenient;

  private Option(
      String name,
      @Nullable String variable,
      Type type,
      Parser<T> parser,
      String defaultText,
      T defaultValue,
      String help,
      String group,
      boolean secret,
      boolean answersAlone,
      boolean lenient) {
    this.name = name;
    this.variable = variable;
    this.type = type;
    this.parser = parser;
    this.defaultText = defaultText;
    this.defaultValue = defaultValue;
    this.help = help;
    this.group = group;
    this.secret = secret;
    this.answersAlone = answersAlone;
    this.lenient = lenient;
  }

  private static <T> Option<T> of(
      String name,
      @Nullable String variable,
      Type type,
      Parser<T> parser,
      String defaultText,
      T value,
      String help) {
    return new Option<>(
        name, variable, type, parser, defaultText, value, help, "general", false, false, false);
  }

  /// An option of any text.
  ///
  /// @param variable the environment variable, or null if there is none
  public static Option<String> text(
      String name, @Nullable String variable, String defaultValue, String help) {
    return of(
        name, variable, Type.TEXT, Parser.of("text", t -> t), defaultValue, defaultValue, help);
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
        Parser.of("boolean", Boolean::valueOf),
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
        name,
        variable,
        Type.INTEGER,
        Parser.of("integer", Long::valueOf),
        String.valueOf(defaultValue),
        defaultValue,
        help);
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
        Parser.of("duration", GoDuration::parse),
        defaultValue,
        GoDuration.parse(defaultValue),
        help);
  }

  /// Returns an option whose value a parser reads, without a variable of its own: see [OptionTable#OptionTable(String, String, List)].
  ///
  /// @param defaultText as it would be written on a command line
  /// @throws IllegalArgumentException when the parser refuses the default
  public static <T> Option<T> of(String name, String defaultText, String help, Parser<T> parser) {
    T value = parser.parse(defaultText);
    return of(name, null, Type.PARSED, parser, defaultText, value, help);
  }

  private Option<T> copy(
      @Nullable String newVariable,
      String newGroup,
      boolean newSecret,
      boolean newAnswersAlone,
      boolean newLenient) {
    return new Option<>(
        name,
        newVariable,
        type,
        parser,
        defaultText,
        defaultValue,
        help,
        newGroup,
        newSecret,
        newAnswersAlone,
        newLenient);
  }

  /// Returns this option with this environment variable.
  public Option<T> variable(String newVariable) {
    return copy(newVariable, group, secret, answersAlone, lenient);
  }

  /// Returns this option under another heading of help and documents; the first heading is `general`.
  public Option<T> group(String newGroup) {
    return copy(variable, newGroup, secret, answersAlone, lenient);
  }

  /// Returns this option with a value that is never shown: `***` stands for the value everywhere.
  public Option<T> secret() {
    return copy(variable, group, true, answersAlone, lenient);
  }

  /// Returns this option as one that, when true, lets the program answer and end, as `-version` does: a bad value elsewhere is then no
  /// reason to refuse, and is replaced by the default.
  public Option<T> answersAlone() {
    return copy(variable, group, secret, true, lenient);
  }

  /// Returns this option as one whose value is replaced by the default, with a warning, where the parser refuses it.
  public Option<T> lenient() {
    return copy(variable, group, secret, answersAlone, true);
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

  /// Returns one word for the kind of value, as help and documents show it.
  public String word() {
    return type == Type.PARSED ? parser.word() : type.word();
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

  boolean isLenient() {
    return lenient;
  }

  Parser<T> parser() {
    return parser;
  }

  /// Returns the value of this flag where a flag of the name stood before.
  Object join(Object before, Object next) {
    return parser.join(cast(before), cast(next));
  }

  /// Casts what this option's own reader returned.
  @SuppressWarnings("unchecked")
  T cast(Object value) {
    return (T) value;
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
