package io.exporterkit.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T15:04:05.006Z"), ZoneOffset.UTC);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Logger logger(Level level, Format format) {
    return new LineLoggers(CLOCK, level, format, bytes).getLogger("any");
  }

  private String logged() {
    return bytes.toString(UTF_8);
  }

  @Test
  void writesTextAsSlogDoes() {
    Logger log = logger(Level.INFO, Format.TXT);
    log.info("ready");
    log.warn("two words");
    log.error("{} of {}", 1, 2);
    log.atInfo()
        .addKeyValue("address", ":9121")
        .addKeyValue("duration ms", 12)
        .log("listening on {}", "all");
    assertThat(logged())
        .isEqualTo(
            """
            time=2026-01-02T15:04:05.006Z level=INFO msg=ready
            time=2026-01-02T15:04:05.006Z level=WARN msg="two words"
            time=2026-01-02T15:04:05.006Z level=ERROR msg="1 of 2"
            time=2026-01-02T15:04:05.006Z level=INFO msg="listening on all" address=:9121 "duration ms"=12
            """);
  }

  @Test
  void leavesOutOfTextWhatTheMessageSays() {
    for (Format format : Format.values()) {
      logger(Level.INFO, format)
          .atWarn()
          .addKeyValue("target", "redis://h")
          .addKeyValue("collector", "slowlog")
          .log("{}: timed out", "redis://h");
    }
    assertThat(logged())
        .isEqualTo(
            """
            time=2026-01-02T15:04:05.006Z level=WARN msg="redis://h: timed out" collector=slowlog
            {"time":"2026-01-02T15:04:05.006Z","level":"WARN","msg":"redis://h: timed out","target":"redis://h","collector":"slowlog"}
            """);
  }

  @Test
  void writesJson() {
    Logger log = logger(Level.INFO, Format.JSON);
    log.info("ready");
    log.atWarn().addKeyValue("target", "redis://\"h\"").log("slow {}", "one");
    assertThat(logged())
        .isEqualTo(
            """
            {"time":"2026-01-02T15:04:05.006Z","level":"INFO","msg":"ready"}
            {"time":"2026-01-02T15:04:05.006Z","level":"WARN","msg":"slow one","target":"redis://\\"h\\""}
            """);
  }

  @Test
  void namesAThrowableAndShowsItsStackOnlyWhenDebugging() {
    var thrown = new IOException("cut\noff");
    logger(Level.INFO, Format.TXT).warn("scrape failed", thrown);
    logger(Level.INFO, Format.TXT).warn("scrape of {} failed", "h", thrown);
    assertThat(logged())
        .isEqualTo(
            """
            time=2026-01-02T15:04:05.006Z level=WARN msg="scrape failed" err="java.io.IOException: cut\\noff"
            time=2026-01-02T15:04:05.006Z level=WARN msg="scrape of h failed" err="java.io.IOException: cut\\noff"
            """);
    bytes.reset();
    logger(Level.DEBUG, Format.TXT).warn("scrape failed", thrown);
    assertThat(logged())
        .contains(" stack=\"java.io.IOException: cut\\noff\\n\\tat io.exporterkit.")
        .hasLineCount(1);
    bytes.reset();
    logger(Level.DEBUG, Format.JSON).warn("scrape failed", thrown);
    assertThat(logged())
        .contains(",\"stack\":\"java.io.IOException: cut\\noff\\n\\tat io.exporterkit.")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "DEBUG, debug info warn error",
    "INFO, info warn error",
    "WARN, warn error",
    "ERROR, error"
  })
  void logsFromTheLevelUp(Level level, String expected) {
    Logger log = logger(level, Format.TXT);
    log.trace("trace");
    log.debug("debug");
    log.info("info");
    log.warn("warn");
    log.error("error");
    var messages = new ArrayList<String>();
    logged().lines().forEach(line -> messages.add(line.substring(line.indexOf("msg=") + 4)));
    assertThat(String.join(" ", messages)).isEqualTo(expected);
    assertThat(log.isTraceEnabled()).isFalse();
    assertThat(log.isDebugEnabled()).isEqualTo(level == Level.DEBUG);
    assertThat(log.isInfoEnabled()).isEqualTo(level.compareTo(Level.INFO) <= 0);
    assertThat(log.isWarnEnabled()).isEqualTo(level.compareTo(Level.WARN) <= 0);
    assertThat(log.isErrorEnabled()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void keepsOneCallOnOneLineWhateverItHolds(Format format) {
    Logger log = logger(Level.INFO, format);
    String forged =
        "x\ntime=2026 level=ERROR msg=forged\r\u2028\u2029\u0085\u000b\u001b[2J\u202e\"} ,\"level\":\"ERROR\"";
    log.info(forged);
    log.info("{}", forged);
    log.atInfo().addKeyValue(forged, forged).log(forged);
    log.info("m", new IOException(forged));
    assertThat(logged().codePoints().filter(c -> Character.isISOControl(c) && c != '\n')).isEmpty();
    assertThat(logged()).doesNotContain("\u2028", "\u2029", "\u202e", " level=ERROR\n");
    assertThat(logged().chars().filter(c -> c == 10).count()).isEqualTo(4);
    if (format == Format.TXT) {
      assertThat(logged()).doesNotContain("\"} ,\"");
    } else {
      assertThat(logged()).doesNotContain("\"level\":\"ERROR\"");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "a/b:c-d_e.f%g[h], a/b:c-d_e.f%g[h]",
    "c:\\x, c:\\x",
    "'a b', '\"a b\"'",
    "a=b, '\"a=b\"'",
    "'say \"hi\" \\o', '\"say \\\"hi\\\" \\\\o\"'",
    "schlüssel, schlüssel",
    "\ud83d\udd11, \ud83d\udd11",
    "'\u00a0', '\"\\u00a0\"'",
    "'\u007f', '\"\\x7f\"'",
    "'\udb40\udc01', '\"\\U000e0001\"'",
    "'\ufffd', '\"\\ufffd\"'",
    "'', '\"\"'"
  })
  void quotesAsGoDoes(String message, String expected) {
    logger(Level.INFO, Format.TXT).info(message);
    assertThat(logged()).endsWith(" msg=" + expected + "\n");
  }

  @Test
  void escapesWhatJsonOrAViewerCannotShow() {
    Logger log = logger(Level.INFO, Format.JSON);
    log.info("\u0000\u001f\\\"/ü\ud83d\udd11\u2028\udb40\udc01\ud800");
    assertThat(logged())
        .endsWith(
            ",\"msg\":\"\\u0000\\u001f\\\\\\\"/ü\ud83d\udd11\\u2028\\udb40\\udc01\\ufffd\"}\n");
  }

  @Test
  void replacesHalfASurrogatePair() {
    logger(Level.INFO, Format.TXT).info("\ud800");
    assertThat(logged()).endsWith(" msg=\"\\ufffd\"\n");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void cutsEndlessValues(Format format) {
    Logger log = logger(Level.INFO, format);
    log.info("x".repeat(100_000));
    log.info("\n".repeat(100_000));
    assertThat(logged().lines())
        .hasSize(2)
        .allMatch(line -> line.length() < 2 * Line.LONGEST + 100 && line.contains("...\""));
  }

  @Test
  void acceptsNullAsAMessage() {
    logger(Level.INFO, Format.TXT).info(null);
    logger(Level.INFO, Format.TXT).info("{}", (Object) null);
    assertThat(logged().lines()).allMatch(line -> line.endsWith(" msg=null"));
  }

  @Test
  void survivesAStreamThatFails() {
    var broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("disk full");
          }
        };
    var log = new LineLoggers(CLOCK, Level.INFO, Format.TXT, broken).getLogger("any");
    assertThatCode(() -> log.info("x")).doesNotThrowAnyException();
  }

  @Test
  void writesTheTimeAsJavaTimeDoes() {
    long first = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
    long last = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    var random = new SplittableRandom(7);
    for (int i = 0; i < 5000; i++) {
      long millis = i == 0 ? first : i == 1 ? last : random.nextLong(first, last);
      var out = new StringBuilder();
      Line.time(out, millis);
      assertThat(out.toString()).hasSize(24);
      assertThat(Instant.parse(out)).isEqualTo(Instant.ofEpochMilli(millis));
    }
  }

  @Test
  void readsNamesOfLevelsAndFormats() {
    assertThat(Logging.level("debug")).hasValue(Level.DEBUG);
    assertThat(Logging.level("Info")).hasValue(Level.INFO);
    assertThat(Logging.level("WARN")).hasValue(Level.WARN);
    assertThat(Logging.level("warning")).hasValue(Level.WARN);
    assertThat(Logging.level("ERROR")).hasValue(Level.ERROR);
    assertThat(Logging.level("")).isEmpty();
    assertThat(Logging.level("trace")).isEmpty();
    assertThat(Logging.format("json")).hasValue(Format.JSON);
    assertThat(Logging.format("TXT")).hasValue(Format.TXT);
    assertThat(Logging.format("logfmt")).isEmpty();
  }

  @Test
  void canBeConfiguredAgain() {
    Logger log = LoggerFactory.getLogger("made before");
    try {
      Logging.configure(Level.WARN, Format.JSON, bytes);
      log.info("left out");
      log.warn("first");
      Logging.configure(Level.INFO, Format.TXT, bytes);
      log.info("second");
      assertThat(logged().lines()).hasSize(2).first().asString().contains("\"msg\":\"first\"");
      assertThat(logged()).endsWith(" level=INFO msg=second\n");
    } finally {
      Logging.configure(Level.INFO, Format.TXT, System.err);
    }
  }

  /// Checks that a whole process writes one log line and nothing else: SLF4J prints no line of its own, and
  /// java.util.logging is not started.
  @Test
  void isTheOnlyVoiceOfAProcess() throws Exception {
    var command =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xlog:class+load:file=/dev/stdout",
            "-cp",
            System.getProperty("java.class.path"),
            Quiet.class.getName());
    Process process = new ProcessBuilder(command).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(err).matches("time=\\S+ level=INFO msg=\"hello 1\"\n");
    assertThat(out)
        .contains("io.exporterkit.logging.LineProvider")
        .doesNotContain("java.util.logging.LogManager");
  }

  static final class Quiet {
    private Quiet() {}

    public static void main(String[] args) {
      Logging.configure(Level.INFO, Format.TXT, System.err);
      LoggerFactory.getLogger(Quiet.class).info("hello {}", 1);
    }
  }
}
