package io.exporterkit.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.exporterkit.options.ParseResult.Invalid;
import io.exporterkit.options.ParseResult.Parsed;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Options with parsers: the values of flags and variables, and the errors.
class ParsersTest {
  private static final String SECRET = "s3cret";

  private enum Mode {
    READ_ONLY,
    READ_WRITE
  }

  private static final Option<List<URI>> SERVERS =
      Option.of("queue.servers", "", "Servers.", Parsers.uri("amqp", "amqps").list());
  private static final Option<Mode> MODE =
      Option.of("queue.mode", "read-only", "Mode.", Parsers.oneOf(Mode.class));
  private static final Option<Optional<Path>> FILE =
      Option.of("queue.file", "", "File.", Parsers.optional(Parsers.path()));
  private static final Option<Long> LIMIT =
      Option.of("limit", "1MB", "Limit.", Parsers.bytes()).lenient();
  private static final Option<Boolean> VERSION =
      Option.flag("version", null, false, "Prints the version.").answersAlone();
  private static final OptionTable TABLE =
      new OptionTable(
          "queue-exporter", "QUEUE_EXPORTER_", List.of(SERVERS, MODE, FILE, LIMIT, VERSION));

  private static Parsed parsed(Map<String, String> env, String... args) {
    return (Parsed) TABLE.parse(List.of(args), env);
  }

  private static String error(Map<String, String> env, String... args) {
    return ((Invalid) TABLE.parse(List.of(args), env)).error();
  }

  @Test
  void defaultsAreParsed() {
    OptionValues values = parsed(Map.of()).values();
    assertThat(values.get(SERVERS)).isEmpty();
    assertThat(values.get(MODE)).isEqualTo(Mode.READ_ONLY);
    assertThat(values.get(FILE)).isEmpty();
    assertThat(values.get(LIMIT)).isEqualTo(1 << 20);
  }

  @Test
  void aBadDefaultIsAMistakeOfTheProgram() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Option.of("mode", "both", "Mode.", Parsers.oneOf(Mode.class)))
        .withMessage("want read-only or read-write");
  }

  @Test
  void severalFlagsOfAListAreOneList() {
    Parsed parsed =
        parsed(
            Map.of("QUEUE_EXPORTER_QUEUE_SERVERS", "amqp://never"),
            "--queue.servers=amqp://a/, amqp://b/",
            "-queue.servers",
            "amqps://c");
    assertThat(parsed.warnings()).isEmpty();
    assertThat(parsed.values().get(SERVERS))
        .containsExactly(URI.create("amqp://a/"), URI.create("amqp://b/"), URI.create("amqps://c"));
    assertThat(parsed.values()).hasToString("-queue.servers=amqp://a/, amqp://b/,amqps://c");
  }

  @Test
  void variablesAreDerivedFromThePrefix() {
    assertThat(TABLE.options().get(1).variable()).contains("QUEUE_EXPORTER_QUEUE_MODE");
    assertThat(TABLE.options().get(4).variable()).isEmpty();
    Map<String, String> env =
        Map.of("QUEUE_EXPORTER_QUEUE_MODE", "READ_WRITE", "QUEUE_EXPORTER_QUEUE_FILE", "/a/b");
    OptionValues values = parsed(env).values();
    assertThat(values.get(MODE)).isEqualTo(Mode.READ_WRITE);
    assertThat(values.get(FILE)).contains(Path.of("/a/b"));
    assertThat(values.source(MODE)).isEqualTo(OptionValues.Source.VARIABLE);
    assertThat(parsed(env, "-queue.mode=read-only").values().get(MODE)).isEqualTo(Mode.READ_ONLY);
  }

  @Test
  void anEmptyVariableCountsAsNotSet() {
    OptionValues values = parsed(Map.of("QUEUE_EXPORTER_QUEUE_MODE", "")).values();
    assertThat(values.get(MODE)).isEqualTo(Mode.READ_ONLY);
    assertThat(values.isSet(MODE)).isFalse();
  }

  @Test
  void errorsNameFlagOrVariableAndNeverTheValue() {
    assertThat(error(Map.of(), "-queue.mode=" + SECRET))
        .isEqualTo("flag -queue.mode: want read-only or read-write");
    assertThat(error(Map.of("QUEUE_EXPORTER_QUEUE_MODE", SECRET)))
        .isEqualTo(
            "variable QUEUE_EXPORTER_QUEUE_MODE (flag -queue.mode): want read-only or read-write");
    assertThat(error(Map.of(), "-queue.servers=amqp://a,http://" + SECRET))
        .isEqualTo(
            "flag -queue.servers: want a URI, as in amqp://host/, with the scheme amqp or amqps");
    assertThat(error(Map.of(), "-queue.mode="))
        .isEqualTo("flag -queue.mode: want read-only or read-write");
  }

  @Test
  void aLenientOptionFallsBackWithAWarning() {
    Parsed parsed = parsed(Map.of(), "-limit=" + SECRET);
    assertThat(parsed.values().get(LIMIT)).isEqualTo(1 << 20);
    assertThat(parsed.warnings())
        .containsExactly(
            "flag -limit: want a number of bytes, as in 4096, 64KB or 2GB (1KB is 1024 bytes); the default 1MB is used");
  }

  @Test
  void helpShowsTheKindOfValue() {
    assertThat(TABLE.usage())
        .contains("-queue.servers uri,...        Servers. [QUEUE_EXPORTER_QUEUE_SERVERS]")
        .contains(
            "-queue.mode name              Mode. [QUEUE_EXPORTER_QUEUE_MODE, default read-only]");
    assertThat(OptionDocs.markdown(TABLE))
        .contains("| `-limit` | `QUEUE_EXPORTER_LIMIT` | bytes | `1MB` | Limit. |");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "4096,4096",
    "64KB,65536",
    "64 kib,65536",
    "1.5k,1536",
    "2GB,2147483648",
    "7B,7",
    "1TiB,1099511627776"
  })
  void bytes(String text, long bytes) {
    assertThat(Parsers.bytes().parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "KB", "-1", "1XB", "1KBB", "NaN", "1e300", "0x", "1 2"})
  void noBytes(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Parsers.bytes().parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "h,h,11211",
    "h:1,h,1",
    "[::1]:2,::1,2",
    "[::1],::1,11211",
    "::1,::1,11211",
    "10.0.0.1:65535,10.0.0.1,65535"
  })
  void addresses(String text, String host, int port) {
    InetSocketAddress address = Parsers.address(11211).parse(text);
    assertThat(address.isUnresolved()).isTrue();
    assertThat(address.getHostString()).isEqualTo(host);
    assertThat(address.getPort()).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":1", "h:", "h:0", "h:65536", "h:x", "u@h:1", "h/x", "[::1", "[::1]x"})
  void noAddresses(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parsers.address(11211).parse(text))
        .withMessage("want host or host:port, with a port from 1 to 65535");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parsers.address(0).parse("h"))
        .withMessage("want host:port, with a port from 1 to 65535");
  }

  @Test
  void numbers() {
    assertThat(Parsers.integer(1, 10).parse("0x0a")).isEqualTo(10);
    assertThat(Parsers.number(0, 1).parse("2.5e-1")).isEqualTo(0.25);
    assertThat(Parsers.duration(Duration.ZERO).parse("1m30s")).isEqualTo(Duration.ofSeconds(90));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parsers.integer(1, 10).parse("11"))
        .withMessage("want a whole number from 1 to 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parsers.number(0, 0.5).parse("NaN"))
        .withMessage("want a number from 0 to 0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parsers.duration(Duration.ofSeconds(1)).parse("5"))
        .withMessageStartingWith("it is not a duration: it has no unit after a number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parsers.duration(Duration.ofSeconds(1)).parse("5ms"))
        .withMessage("want at least 1s");
  }

  @Test
  void patternsSayWhereTheyAreWrong() {
    assertThat(Parsers.pattern().parse("a+").matcher("aa").matches()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parsers.pattern().parse(SECRET + "("))
        .withMessageStartingWith("want a regular expression; at character ")
        .withMessageNotContaining(SECRET);
  }
}
