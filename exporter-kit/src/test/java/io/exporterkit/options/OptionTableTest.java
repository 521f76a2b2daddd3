package io.exporterkit.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.exporterkit.options.OptionValues.Source;
import io.exporterkit.options.ParseResult.Help;
import io.exporterkit.options.ParseResult.Invalid;
import io.exporterkit.options.ParseResult.Parsed;
import io.exporterkit.options.ParseResult.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTableTest {

  private static final Option<String> ADDR =
      Option.text(
              "db.addr", "DB_ADDR", "db://localhost:1", "Target of the telemetry path, or empty.")
          .group("connection");
  private static final Option<String> USER =
      Option.text("db.user", "DB_USER", "", "User name.").group("connection");
  private static final Option<String> PASSWORD =
      Option.text("db.password", "DB_PASSWORD", "", "Password.").group("connection").secret();
  private static final Option<Duration> TIMEOUT =
      Option.duration("connection-timeout", "DB_TIMEOUT", "15s", "Limit of connecting.")
          .group("connection");
  private static final Option<Boolean> DEBUG =
      Option.flag("debug", "DB_DEBUG", false, "Debug logging.");
  private static final Option<Boolean> NAMED =
      Option.flag("set-client-name", "DB_NAMED", true, "Sends a name.");
  private static final Option<Long> BATCH =
      Option.integer("batch-size", "DB_BATCH", 1000, "Keys asked for at once.");
  private static final Option<String> KEYS =
      Option.text("check-keys", "DB_KEYS", "", "Keys to look at.");
  private static final Option<Boolean> CLUSTER =
      Option.flag("is-cluster", "DB_CLUSTER", false, "Cluster.");
  private static final Option<Boolean> VERSION =
      Option.flag("version", null, false, "Prints the version.").answersAlone();

  private static final OptionTable TABLE =
      new OptionTable(
          "db-exporter",
          List.of(ADDR, USER, PASSWORD, TIMEOUT, DEBUG, NAMED, BATCH, KEYS, CLUSTER, VERSION));

  private static ParseResult parse(Map<String, String> env, String... args) {
    return TABLE.parse(List.of(args), env);
  }

  private static OptionValues values(Map<String, String> env, String... args) {
    return ((Parsed) parse(env, args)).values();
  }

  private static OptionValues values(String... args) {
    Parsed parsed = (Parsed) parse(Map.of(), args);
    assertThat(parsed.warnings()).isEmpty();
    return parsed.values();
  }

  @Test
  void takesDefaults() {
    OptionValues v = values();
    assertThat(v.get(ADDR)).isEqualTo("db://localhost:1");
    assertThat(v.get(TIMEOUT)).isEqualTo(Duration.ofSeconds(15));
    assertThat(v.get(DEBUG)).isFalse();
    assertThat(v.get(NAMED)).isTrue();
    assertThat(v.get(BATCH)).isEqualTo(1000);
    assertThat(v.isSet(ADDR)).isFalse();
    assertThat(v.source(ADDR)).isEqualTo(Source.DEFAULT);
  }

  @Test
  void readsFlagsInAllOfGosWays() {
    OptionValues v =
        values(
            "-db.addr",
            "db://a",
            "--db.user=u",
            "-db.password=",
            "--debug",
            "-set-client-name=F",
            "-batch-size",
            "-5");
    assertThat(v.get(ADDR)).isEqualTo("db://a");
    assertThat(v.get(USER)).isEqualTo("u");
    assertThat(v.get(PASSWORD)).isEmpty();
    assertThat(v.isSet(PASSWORD)).isTrue();
    assertThat(v.get(DEBUG)).isTrue();
    assertThat(v.get(NAMED)).isFalse();
    assertThat(v.get(BATCH)).isEqualTo(-5);
  }

  @Test
  void takesWhateverStandsAfterAFlagAsItsValue() {
    assertThat(values(Map.of(), "-db.addr", "-debug").get(ADDR)).isEqualTo("-debug");
    assertThat(values("-db.addr", "--").get(ADDR)).isEqualTo("--");
    assertThat(values("-db.addr=a=b=c").get(ADDR)).isEqualTo("a=b=c");
    assertThat(values("-db.addr", "").get(ADDR)).isEmpty();
  }

  @Test
  void takesTheLastOfSeveral() {
    assertThat(values(Map.of(), "-batch-size=1", "-batch-size=2").get(BATCH)).isEqualTo(2);
    assertThat(values(Map.of(), "-connection-timeout=bad", "-connection-timeout=2s").get(TIMEOUT))
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void letsAFlagWinOverAVariableAndThatOverTheDefault() {
    var env =
        Map.of(
            "DB_ADDR",
            "db://env",
            "DB_USER",
            "env",
            "DB_BATCH",
            "7",
            "DB_DEBUG",
            "1",
            "DB_TIMEOUT",
            "1m30s");
    OptionValues v = values(env, "-db.user=flag");
    assertThat(v.get(ADDR)).isEqualTo("db://env");
    assertThat(v.source(ADDR)).isEqualTo(Source.VARIABLE);
    assertThat(v.get(USER)).isEqualTo("flag");
    assertThat(v.source(USER)).isEqualTo(Source.FLAG);
    assertThat(v.get(BATCH)).isEqualTo(7);
    assertThat(v.get(DEBUG)).isTrue();
    assertThat(v.get(TIMEOUT)).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void takesAnEmptyVariableAsEmptyTextAndElseAsTheDefault() {
    Parsed parsed =
        (Parsed) parse(Map.of("DB_ADDR", "", "DB_DEBUG", "", "DB_NAMED", "", "DB_BATCH", ""));
    assertThat(parsed.warnings()).isEmpty();
    assertThat(parsed.values().get(ADDR)).isEmpty();
    assertThat(parsed.values().isSet(ADDR)).isTrue();
    assertThat(parsed.values().get(NAMED)).isTrue();
    assertThat(parsed.values().isSet(NAMED)).isFalse();
    assertThat(parsed.values().get(BATCH)).isEqualTo(1000);
    assertThat(parse(Map.of("DB_TIMEOUT", "")))
        .asString()
        .contains("variable DB_TIMEOUT (flag -connection-timeout) is empty, not a duration");
  }

  @ParameterizedTest
  @CsvSource({
    "true,true",
    "1,true",
    "t,true",
    "T,true",
    "TRUE,true",
    "True,true",
    "false,false",
    "0,false",
    "f,false",
    "F,false",
    "FALSE,false",
    "False,false"
  })
  void readsBooleans(String text, boolean expected) {
    assertThat(values("-debug=" + text).get(DEBUG)).isEqualTo(expected);
    assertThat(values(Map.of("DB_DEBUG", text)).get(DEBUG)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "+12, 12",
    "010, 8",
    "0o17, 15",
    "0x1F, 31",
    "-0X10, -16",
    "0b101, 5",
    "1_000, 1000",
    "0_7, 7",
    "0x_f_f, 255",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "-0x8000000000000000, -9223372036854775808"
  })
  void readsNumbersOfAnyBaseAsFlags(String text, long expected) {
    assertThat(values("-batch-size=" + text).get(BATCH)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+",
        "x",
        "1.5",
        "1e3",
        " 1",
        "08",
        "0x",
        "0b2",
        "0o8",
        "_1",
        "1_",
        "1__0",
        "0x1_",
        "9223372036854775808",
        "-9223372036854775809",
        "\u0661"
      })
  void refusesOtherNumbersAsFlags(String text) {
    assertThat(parse(Map.of(), "-batch-size=" + text)).isInstanceOf(Usage.class);
  }

  @Test
  void readsEveryLong() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      long n = random.nextLong() >> random.nextInt(64);
      assertThat(values("-batch-size=" + n).get(BATCH)).isEqualTo(n);
      assertThat(values(Map.of("DB_BATCH", "" + n)).get(BATCH)).isEqualTo(n);
    }
    assertThat(values("-batch-size=" + Long.MIN_VALUE).get(BATCH)).isEqualTo(Long.MIN_VALUE);
    assertThat(values("-batch-size=" + Long.MAX_VALUE).get(BATCH)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void readsNumbersOfVariablesAsDecimalsAlone() {
    assertThat(values(Map.of("DB_BATCH", "010")).get(BATCH)).isEqualTo(10);
    for (String bad : List.of("0x10", "1_000", "ten", "9223372036854775808")) {
      Parsed parsed = (Parsed) parse(Map.of("DB_BATCH", bad));
      assertThat(parsed.values().get(BATCH)).isEqualTo(1000);
      assertThat(parsed.values().source(BATCH)).isEqualTo(Source.DEFAULT);
      assertThat(parsed.warnings())
          .containsExactly("variable DB_BATCH is not a whole number; the default 1000 is used");
    }
  }

  @Test
  void warnsOfABadBooleanVariable() {
    Parsed parsed = (Parsed) parse(Map.of("DB_NAMED", "yes"));
    assertThat(parsed.values().get(NAMED)).isTrue();
    assertThat(parsed.warnings())
        .containsExactly("variable DB_NAMED is not true or false; the default true is used");
  }

  @Test
  void refusesBadFlagsWithUsage() {
    assertThat(error("-debug=yes")).isEqualTo("flag -debug is not true or false");
    assertThat(error("-debug=")).isEqualTo("flag -debug is not true or false");
    assertThat(error("-batch-size", "ten"))
        .isEqualTo("flag -batch-size is not a whole number of 64 bits");
    assertThat(error("-db.addr")).isEqualTo("flag -db.addr needs a value: -db.addr=text");
    assertThat(error("-debug", "-connection-timeout"))
        .isEqualTo("flag -connection-timeout needs a value: -connection-timeout=duration");
    for (String bad : List.of("---debug", "-=x", "--=x", "---db.password=hunter2")) {
      assertThat(error(bad))
          .isEqualTo(
              "argument 1 of the command line is bad flag syntax: want one dash or two, then a name");
    }
  }

  @Test
  void namesFlagsNearAnUnknownOne() {
    assertThat(error("-debgu")).isEqualTo("there is no flag -debgu; did you mean -debug?");
    assertThat(error("--db.adr=x")).isEqualTo("there is no flag -db.adr; did you mean -db.addr?");
    assertThat(error("-db.uddr")).isEqualTo("there is no flag -db.uddr; did you mean -db.addr?");
    assertThat(error("-db.udder"))
        .isEqualTo("there is no flag -db.udder; did you mean -db.addr or -db.user?");
    assertThat(error("-debug", "-something-else"))
        .isEqualTo("argument 2 of the command line is no flag of db-exporter");
    assertThat(error("-debuga9"))
        .isEqualTo(
            "argument 1 of the command line is no flag of db-exporter; did you mean -debug?");
    assertThat(error("-db.pasword=hunter2"))
        .isEqualTo("there is no flag -db.pasword; did you mean -db.password?");
    assertThat(error("-deb\u001bg")).isEqualTo("there is no flag -deb?g; did you mean -debug?");
  }

  private static String error(String... args) {
    return ((Usage) parse(Map.of(), args)).error();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-h", "--h", "-help", "--help", "-help=x"})
  void showsHelp(String flag) {
    assertThat(parse(Map.of("DB_TIMEOUT", "bad"), "-debug", flag, "-nonsense"))
        .isEqualTo(new Help(TABLE.usage()));
  }

  @Test
  void reportsTheFirstErrorOfTheLine() {
    assertThat(parse(Map.of(), "-nonsense", "-h")).isInstanceOf(Usage.class);
    assertThat(parse(Map.of(), "-connection-timeout=bad", "-nonsense")).isInstanceOf(Usage.class);
  }

  @Test
  void refusesABadDurationOfFlagAndVariable() {
    String right =
        "; write numbers with units, as in 15s, 1m30s, 500ms or 1.5h (units: ns, us, ms, s, m, h)";
    assertThat(parse(Map.of(), "-connection-timeout", "15"))
        .isEqualTo(
            new Invalid(
                "flag -connection-timeout is not a duration: it has no unit after a number"
                    + right));
    assertThat(parse(Map.of("DB_TIMEOUT", "soon")))
        .isEqualTo(
            new Invalid(
                "variable DB_TIMEOUT (flag -connection-timeout) is not a duration: a number is missing"
                    + right));
    assertThat(values(Map.of("DB_TIMEOUT", "soon"), "-connection-timeout=1s").get(TIMEOUT))
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void stopsAtWhatIsNoFlagAndSaysSo() {
    String why = "is no flag, and ends the flags; a boolean is set as -name=false)";
    Parsed one = (Parsed) parse(Map.of(), "-debug", "false");
    assertThat(one.values().get(DEBUG)).isTrue();
    assertThat(one.warnings())
        .containsExactly("ignored on the command line: argument 2 (it " + why);
    Parsed more = (Parsed) parse(Map.of(), "-debug", "false", "-db.user=u", "-nonsense");
    assertThat(more.values().get(USER)).isEmpty();
    assertThat(more.warnings())
        .containsExactly(
            "ignored on the command line: 3 arguments from number 2 (the first of them "
                + why
                + "; -db.user is a flag");
    assertThat(((Parsed) parse(Map.of(), "-", "-debug")).warnings())
        .containsExactly(
            "ignored on the command line: 2 arguments from number 1 (the first of them "
                + why
                + "; -debug is a flag");
    assertThat(((Parsed) parse(Map.of(), "", "-debug")).values().get(DEBUG)).isFalse();
    assertThat(((Parsed) parse(Map.of(), "--", "-debug")).warnings())
        .containsExactly(
            "ignored on the command line: argument 2 (it stands after --); -debug is a flag");
    assertThat(((Parsed) parse(Map.of(), "-debug", "--")).warnings()).isEmpty();
  }

  @Test
  void showsNothingOfWhatIsIgnored() {
    for (String word :
        List.of(
            "hunter2",
            "db.password=hunter2",
            "DB_PASSWORD=hunter2",
            "\u2013db.password=hunter2",
            "\u2212\u2212db.password=hunter2",
            "db.pasword=hunter2",
            "db://:hunter2@h",
            "password:hunter2",
            "")) {
      for (List<String> before : List.of(List.of("--"), List.of("-debug", "false"), List.of("x"))) {
        List<String> args = new ArrayList<>(before);
        args.add(word);
        assertThat(parse(Map.of(), args.toArray(String[]::new)).toString())
            .as(word)
            .contains("ignored on the command line: ")
            .doesNotContain("hunter2");
      }
    }
  }

  @Test
  void namesTheFlagOrVariableThatIsMissingItsDash() {
    assertThat(warnings("db.password=hunter2"))
        .endsWith("; -db.password is a flag: write it with a dash before it");
    assertThat(warnings("\u2013db.password=hunter2"))
        .endsWith("; -db.password is a flag: write it with a dash before it");
    assertThat(warnings("DB_ADDR=hunter2"))
        .endsWith("; DB_ADDR is a variable of the environment, whose flag is -db.addr");
  }

  @Test
  void warnsOfAFlagThatIsGivenTwice() {
    assertThat(warnings("-db.user=a", "-debug", "--db.user", "b", "-db.user="))
        .isEqualTo("flag -db.user is set 3 times: only the last one counts");
  }

  @Test
  void warnsOfAFlagThatAnotherOneHasAsItsValue() {
    assertThat(warnings("-db.user", "-db.password=hunter2"))
        .isEqualTo("flag -db.user has flag -db.password as its value: its own value is missing");
    assertThat(((Parsed) parse(Map.of(), "-db.user", "-hunter2")).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DB_ADRR, variable DB_ADRR is not known; is DB_ADDR meant?",
    "DB_PASWORD, variable DB_PASWORD is not known; is DB_PASSWORD meant?",
    "db_password, variable db_password is not known; is DB_PASSWORD meant?",
    "DB_EXPORTER_BATCH, variable DB_EXPORTER_BATCH is not known; is DB_BATCH meant?",
    "DB_EXPORTER_CONNECTION_TIMEOUT, variable DB_EXPORTER_CONNECTION_TIMEOUT is not known; is DB_TIMEOUT meant?",
    "DB_EXPORTER_ANYTHING, variable DB_EXPORTER_ANYTHING is not known",
  })
  void warnsOfAMisspeltVariable(String name, String warning) {
    Parsed parsed = (Parsed) parse(Map.of(name, "hunter2"));
    assertThat(parsed.warnings()).containsExactly(warning);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DB_EXPORTER_SERVICE_HOST",
        "DB_EXPORTER_SERVICE_PORT",
        "DB_EXPORTER_SERVICE_PORT_METRICS",
        "DB_EXPORTER_PORT",
        "DB_EXPORTER_PORT_9121_TCP",
        "DB_EXPORTER_PORT_9121_TCP_ADDR",
        "DB_PORT",
        "DB_SERVICE_HOST",
        "DB_HOST",
        "PATH",
        "HOME",
        "ADDR",
      })
  void warnsOfNoOtherVariable(String name) {
    assertThat(((Parsed) parse(Map.of(name, "hunter2"))).warnings()).isEmpty();
  }

  private static String warnings(String... args) {
    return String.join("\n", ((Parsed) parse(Map.of(), args)).warnings());
  }

  @Test
  void letsVersionAnswerWhateverElseIsWrong() {
    OptionValues v = values(Map.of("DB_TIMEOUT", "bad", "DB_KEYS", "a*"), "-version");
    assertThat(v.get(VERSION)).isTrue();
    assertThat(v.get(TIMEOUT)).isEqualTo(Duration.ofSeconds(15));
    assertThat(parse(Map.of("DB_TIMEOUT", "bad"), "-version=false")).isInstanceOf(Invalid.class);
    assertThat(parse(Map.of(), "-version", "-nonsense")).isInstanceOf(Usage.class);
  }

  @Test
  void showsValuesWithoutSecrets() {
    OptionValues v =
        values(
            Map.of("DB_ADDR", "db://u:hunter2@h/0"),
            "-db.password=hunter2",
            "-connection-timeout=90s",
            "-db.user=a\nb");
    assertThat(v)
        .hasToString(
            "-db.addr=db://***@h/0 -db.user=a?b -db.password=*** -connection-timeout=1m30s");
    assertThat(v.complaint(ADDR, "no such host"))
        .isEqualTo("variable DB_ADDR (flag -db.addr): no such host");
    assertThat(v.complaint(PASSWORD, "too short")).isEqualTo("flag -db.password: too short");
    assertThat(new Parsed(v, List.of()).toString()).doesNotContain("hunter2");
  }

  @Test
  void knowsOnlyItsOwnOptions() {
    Option<String> other = Option.text("other", null, "", "Other.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> values().get(other))
        .withMessage("-other is not an option of db-exporter");
  }

  @Test
  void refusesAFaultyTable() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OptionTable("x", List.of(DEBUG, DEBUG)))
        .withMessage("-debug is there twice");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new OptionTable("x", List.of(DEBUG, Option.text("d", "DB_DEBUG", "", "D."))))
        .withMessage("variable DB_DEBUG is there twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OptionTable("x", List.of(Option.text("d", null, "", " "))))
        .withMessage("-d has no help");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OptionTable("x", List.of(Option.text("-d", null, "", "D."))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OptionTable("x", List.of(Option.text("d=", null, "", "D."))));
    assertThatIllegalArgumentException().isThrownBy(() -> Option.duration("d", null, "15", "D."));
  }

  @Test
  void neverFailsOnACommandLine() {
    var random = new SplittableRandom(2);
    List<String> pieces =
        List.of(
            "-", "=", "db.addr", "batch-size", "debug", "h", "", " ", "1", "true", "\0", "\ud800");
    for (int i = 0; i < 5000; i++) {
      List<String> args = new ArrayList<>();
      for (int n = random.nextInt(4); n >= 0; n--) {
        StringBuilder arg = new StringBuilder();
        for (int p = random.nextInt(5); p >= 0; p--) {
          arg.append(pieces.get(random.nextInt(pieces.size())));
        }
        args.add(arg.toString());
      }
      assertThat(TABLE.parse(args, Map.of())).as(args.toString()).isNotNull();
    }
  }

  @Test
  void writesHelp() {
    var table =
        new OptionTable(
            "db-exporter",
            List.of(
                ADDR,
                DEBUG,
                PASSWORD,
                TIMEOUT,
                Option.flag(
                    "include-metrics-for-empty-databases",
                    "DB_EMPTY",
                    true,
                    "Zeros for databases that are not listed, up to the number that the server is configured for."),
                KEYS,
                VERSION));
    assertThat(table.usage())
        .isEqualTo(
            """
            Usage: db-exporter [flags]

            A flag is written -name value or -name=value; a boolean -name or -name=false. The variable in
            brackets sets the same; the flag wins.

            connection:
              -db.addr text                 Target of the telemetry path, or empty.
                                            [DB_ADDR, default db://localhost:1]
              -db.password text             Password. [DB_PASSWORD]
              -connection-timeout duration  Limit of connecting. [DB_TIMEOUT, default 15s]

            general:
              -debug                        Debug logging. [DB_DEBUG, default false]
              -include-metrics-for-empty-databases
                                            Zeros for databases that are not listed, up to the number that the
                                            server is configured for. [DB_EMPTY, default true]
              -check-keys text              Keys to look at. [DB_KEYS]
              -version                      Prints the version. [default false]
            """);
  }

  @Test
  void writesTheReferencePage() {
    var table =
        new OptionTable(
            "db-exporter",
            List.of(
                ADDR,
                PASSWORD,
                KEYS,
                Option.text("pattern", null, ".*|x", "Globs are ? * [ ] ^.").group("keys")));
    assertThat(OptionDocs.markdown(table))
        .isEqualTo(
            """
            # Options of db-exporter

            Generated from the table of options; do not edit. A flag is written `-name value` or `-name=value`, a boolean
            `-name` or `-name=false`, with one dash or two. A flag wins over its variable. Durations are written as in
            `15s`, `1m30s` or `500ms`.

            ## connection

            | Flag | Variable | Type | Default | Meaning |
            |---|---|---|---|---|
            | `-db.addr` | `DB_ADDR` | text | `db://localhost:1` | Target of the telemetry path, or empty. |
            | `-db.password` | `DB_PASSWORD` | text |  | Password. Never shown. |

            ## general

            | Flag | Variable | Type | Default | Meaning |
            |---|---|---|---|---|
            | `-check-keys` | `DB_KEYS` | text |  | Keys to look at. |

            ## keys

            | Flag | Variable | Type | Default | Meaning |
            |---|---|---|---|---|
            | `-pattern` |  | text | `.*\\|x` | Globs are ? \\* \\[ ] ^. |
            """);
  }
}
