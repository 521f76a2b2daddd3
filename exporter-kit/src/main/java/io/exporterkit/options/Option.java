package io.exporterkit.options;

import io.exporterkit.text.GoDuration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A setting of a program, whose value comes from a flag, from an environment variable, or from the default.
///
/// ```java
/// static final Option<String> ADDR =
///     Option.text("queue.addr", "QUEUE_ADDR", "tcp://localhost:5672", "Target of /metrics.").group("connection");
/// static final Option<Duration> TIMEOUT =
///     Option.duration("connection-timeout", "QUEUE_CONNECTION_TIMEOUT", "15s", "Limit of connecting.");
/// static final Option<List<URI>> SERVERS =
///     Option.of("queue.servers", "", "Servers of the queue.", Parsers.uri("amqp").list());
/// ```
///
/// Immutable: methods that change an option return copies. Two options are equal when their names are equal.
///
/// @param <T> type of the value
public final class Option<T> {

  /// The type of a value, which decides how the text of a flag or variable is parsed.
  public enum Type {
    /// Any text, including the empty one.
    TEXT("text"),
    /// On or off. The flag needs no value: `-debug`, `-debug=false`.
    BOOLEAN("boolean"),
    /// A whole number of 64 bits. As a flag, `0x10`, `0b1`, `010` (which is 8) and `1_000` are also allowed.
    INTEGER("integer"),
    /// A duration in Go's syntax: `15s`, `1m30s`, `500ms`.
    DURATION("duration"),
    /// Any value that a [Parser] can read. A bad value is an error, also in a variable. An empty variable counts as not
    /// set.
    PARSED("value");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /// Returns the type in lower case, as shown in help and documentation.
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
  private final Completion completion;

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
      boolean lenient,
      Completion completion) {
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
    this.completion = completion;
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
        name,
        variable,
        type,
        parser,
        defaultText,
        value,
        help,
        "general",
        false,
        false,
        false,
        new Completion.None());
  }

  /// Returns an option whose value is any text.
  ///
  /// @param name of the flag, without dashes
  /// @param variable the environment variable, or null if there is none
  /// @param help one or more sentences, not blank
  public static Option<String> text(
      String name, @Nullable String variable, String defaultValue, String help) {
    return of(
        name, variable, Type.TEXT, Parser.of("text", t -> t), defaultValue, defaultValue, help);
  }

  /// Returns an option that is on or off.
  ///
  /// @param name of the flag, without dashes
  /// @param variable the environment variable, or null if there is none
  /// @param help one or more sentences, not blank
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

  /// Returns an option whose value is a whole number.
  ///
  /// @param name of the flag, without dashes
  /// @param variable the environment variable, or null if there is none
  /// @param help one or more sentences, not blank
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

  /// Returns an option whose value is a duration.
  ///
  /// @param name of the flag, without dashes
  /// @param variable the environment variable, or null if there is none
  /// @param defaultValue in Go's syntax
  /// @param help one or more sentences, not blank
  /// @throws IllegalArgumentException if the default is not a duration
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

  /// Returns an option whose value a parser reads. The option has no variable unless [#variable(String)] sets one, or
  /// [OptionTable#OptionTable(String, String, List)] derives one.
  ///
  /// @param name of the flag, without dashes
  /// @param defaultText as written on a command line
  /// @param help one or more sentences, not blank
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
      boolean newLenient,
      Completion newCompletion) {
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
        newLenient,
        newCompletion);
  }

  /// Returns a copy with this environment variable.
  public Option<T> variable(String newVariable) {
    return copy(newVariable, group, secret, answersAlone, lenient, completion);
  }

  /// Returns a copy under another heading of help and documentation. The default is `general`.
  public Option<T> group(String newGroup) {
    return copy(variable, newGroup, secret, answersAlone, lenient, completion);
  }

  /// Returns a copy whose value is never shown: `***` replaces the value everywhere.
  public Option<T> secret() {
    return copy(variable, group, true, answersAlone, lenient, completion);
  }

  /// Returns a copy that lets the program answer and exit when the value is true, as `-version` does. Bad values of
  /// other options are then no errors, and are replaced by their defaults.
  public Option<T> answersAlone() {
    return copy(variable, group, secret, true, lenient, completion);
  }

  /// Returns a copy whose value is replaced by the default, with a warning, when the parser refuses the value.
  public Option<T> lenient() {
    return copy(variable, group, secret, answersAlone, true, completion);
  }

  /// Returns a copy whose value is usually one of these words. Shells complete them; the parser decides whether others
  /// are valid, too.
  public Option<T> choices(String... words) {
    return copy(
        variable, group, secret, answersAlone, lenient, new Completion.Choices(List.of(words)));
  }

  /// Returns a copy whose value is the path of a file, which shells complete.
  public Option<T> file() {
    return copy(variable, group, secret, answersAlone, lenient, new Completion.Files());
  }

  /// Returns the name of the flag, without dashes.
  public String name() {
    return name;
  }

  /// Returns the name of the environment variable; empty if there is none.
  public Optional<String> variable() {
    return Optional.ofNullable(variable);
  }

  public Type type() {
    return type;
  }

  /// Returns one word for the kind of value, as shown in help and documentation.
  public String word() {
    return type == Type.PARSED ? parser.word() : type.word();
  }

  /// Returns the default as written on a command line.
  public String defaultText() {
    return defaultText;
  }

  public T defaultValue() {
    return defaultValue;
  }

  /// Returns the description, in one or more sentences.
  public String help() {
    return help;
  }

  /// Returns the heading in help and documentation.
  public String group() {
    return group;
  }

  public boolean isSecret() {
    return secret;
  }

  Completion completion() {
    return completion;
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

  /// Returns the joined value of two flags of this name.
  ///
  /// @param before value of the earlier flags
  /// @param next value of the later flag
  Object join(Object before, Object next) {
    return parser.join(cast(before), cast(next));
  }

  /// Casts a value that this option's own parser returned.
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

  /// Returns the flag with a dash, such as `-queue.addr`.
  @Override
  public String toString() {
    return "-" + name;
  }
}
