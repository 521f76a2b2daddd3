package io.exporterkit.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
import io.exporterkit.metric.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormatTest {
  private static final MetricDef PLAIN = MetricDef.gauge("plain", "Without labels.");
  private static final MetricDef KEYS = MetricDef.gauge("keys", "Keys.").labels("key");

  private final Samples out = new Samples();

  @Test
  void writesEveryType() throws IOException {
    out.add(MetricDef.untyped("u", "Of unknown type."), -0.5);
    out.summary(
        MetricDef.summary("s_usec", Unit.MICROSECONDS, "Quantiles.").labels("cmd"),
        new double[] {50, 99.9},
        new double[] {1.5, 20},
        300,
        12,
        "get");
    out.histogram(
        MetricDef.histogram("h_seconds", Unit.SECONDS, "Buckets.").labels("cmd"),
        new double[] {0.5, 16},
        new double[] {1, 3},
        20.25,
        4,
        "get");
    out.histogram(
        MetricDef.histogram("empty", Unit.SECONDS, "No buckets."),
        new double[0],
        new double[0],
        0,
        0);
    out.add(
        MetricDef.counter("calls", "Counts, its name as it is.").labels("cmd", "ok"),
        1e6,
        "a|b",
        "");
    out.add(PLAIN, 7);
    assertThat(page(Section.of("ns", out.families())))
        .isEqualTo(
            """
            # HELP ns_calls Counts, its name as it is.
            # TYPE ns_calls counter
            ns_calls{cmd="a|b",ok=""} 1e+06
            # HELP ns_empty No buckets.
            # TYPE ns_empty histogram
            ns_empty_bucket{le="+Inf"} 0
            ns_empty_sum 0
            ns_empty_count 0
            # HELP ns_h_seconds Buckets.
            # TYPE ns_h_seconds histogram
            ns_h_seconds_bucket{cmd="get",le="0.5"} 1
            ns_h_seconds_bucket{cmd="get",le="16"} 3
            ns_h_seconds_bucket{cmd="get",le="+Inf"} 4
            ns_h_seconds_sum{cmd="get"} 20.25
            ns_h_seconds_count{cmd="get"} 4
            # HELP ns_plain Without labels.
            # TYPE ns_plain gauge
            ns_plain 7
            # HELP ns_s_usec Quantiles.
            # TYPE ns_s_usec summary
            ns_s_usec{cmd="get",quantile="50"} 1.5
            ns_s_usec{cmd="get",quantile="99.9"} 20
            ns_s_usec_sum{cmd="get"} 300
            ns_s_usec_count{cmd="get"} 12
            # HELP ns_u Of unknown type.
            # TYPE ns_u untyped
            ns_u -0.5
            """);
  }

  @Test
  void escapes() throws IOException {
    MetricDef def = MetricDef.gauge("e", "A \\ and \"quotes\",\nand \u0000 \u00e9.").labels("k");
    out.add(def, 1, "back\\slash");
    out.add(def, 2, "\"quoted\"");
    out.add(def, 3, "two\nlines\tetc");
    out.add(def, 4, "nul\u0000\u0001\u007f");
    out.add(def, 5, "\u00e9\u07ff\u0800\uffff");
    out.add(def, 6, "\ud83d\ude00\udbff\udfff");
    out.add(def, 7, "\ud83d|\ude00|\ude00\ud83d");
    out.add(def, 8, "\\\"\n");
    assertThat(page(Section.of("", out.families())).lines())
        .containsExactly(
            "# HELP e A \\\\ and \"quotes\",\\nand \\\\x00 \u00e9.",
            "# TYPE e gauge",
            "e{k=\"back\\\\slash\"} 1",
            "e{k=\"\\\"quoted\\\"\"} 2",
            "e{k=\"two\\nlines\tetc\"} 3",
            "e{k=\"nul\\\\x00\u0001\u007f\"} 4",
            "e{k=\"\u00e9\u07ff\u0800\uffff\"} 5",
            "e{k=\"\ud83d\ude00\udbff\udfff\"} 6",
            "e{k=\"\ufffd|\ufffd|\ufffd\ufffd\"} 7",
            "e{k=\"\\\\\\\"\\n\"} 8");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "0.1, 0.1",
    "1000000, 1e+06",
    "999999, 999999",
    "123456789, 1.23456789e+08",
    "1e-4, 0.0001",
    "1e-5, 1e-05",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "4.9e-324, 5e-324",
    "-1.5e-300, -1.5e-300",
  })
  void writesNumbersAsGoDoes(double value, String text) throws IOException {
    out.add(PLAIN, value);
    assertThat(page(Section.of("", out.families()))).endsWith("\nplain " + text + "\n");
  }

  @Test
  void sortsFamiliesByWholeNameAndKeepsTheOrderOfSamples() throws IOException {
    Samples other = new Samples();
    out.add(MetricDef.gauge("b", "B."), 1);
    out.add(KEYS, 1, "z");
    out.add(KEYS, 2, "a");
    other.add(MetricDef.gauge("a_c", "A c."), 2);
    other.add(MetricDef.gauge("b_b", "B b."), 3);
    assertThat(samples(page(Section.of("b", out.families()), Section.of("", other.families()))))
        .containsExactly("a_c 2", "b_b 1", "b_keys{key=\"z\"} 1", "b_keys{key=\"a\"} 2");
  }

  @Test
  void leavesOutANameThatAnEarlierSectionHas() throws IOException {
    Samples other = new Samples();
    out.add(PLAIN, 1);
    other.add(MetricDef.counter("ns_plain", "Another.").labels("x"), 2, "y");
    other.add(KEYS, 3, "k");
    assertThat(page(Section.of("ns", out.families()), Section.of("", other.families())))
        .isEqualTo(
            """
            # HELP keys Keys.
            # TYPE keys gauge
            keys{key="k"} 3
            # HELP ns_plain Without labels.
            # TYPE ns_plain gauge
            ns_plain 1
            """);
    assertThat(samples(page(Section.of("", other.families()), Section.of("ns", out.families()))))
        .containsExactly("keys{key=\"k\"} 3", "ns_plain{x=\"y\"} 2");
  }

  @Test
  void addsConstantLabelsAfterTheMetricsOwnAndBeforeThePoints() throws IOException {
    out.add(PLAIN, 1);
    out.add(KEYS, 2, "k");
    out.add(MetricDef.gauge("without", "Known before the target is.").withoutTargetLabels(), 3);
    out.add(MetricDef.gauge("own", "Has the label itself.").labels("zone"), 4, "mine");
    out.histogram(
        MetricDef.histogram("h", Unit.NONE, "Buckets."), new double[] {1}, new double[] {1}, 1, 1);
    Section section = new Section("", Map.of("zone", "\"z\"", "area", ""), out.families());
    assertThat(samples(page(section)))
        .containsExactly(
            "h_bucket{area=\"\",zone=\"\\\"z\\\"\",le=\"1\"} 1",
            "h_bucket{area=\"\",zone=\"\\\"z\\\"\",le=\"+Inf\"} 1",
            "h_sum{area=\"\",zone=\"\\\"z\\\"\"} 1",
            "h_count{area=\"\",zone=\"\\\"z\\\"\"} 1",
            "keys{key=\"k\",area=\"\",zone=\"\\\"z\\\"\"} 2",
            "own{zone=\"mine\",area=\"\"} 4",
            "plain{area=\"\",zone=\"\\\"z\\\"\"} 1",
            "without 3");
  }

  @Test
  void leavesOutOptionalLabelsThatAreEmpty() throws IOException {
    MetricDef def = MetricDef.gauge("o", "Optional.").optionalLabels("a", "b");
    out.add(def, 1, "", "");
    out.add(def, 2, "x", "");
    out.add(def, 3, "", "y");
    assertThat(samples(page(Section.of("", out.families()))))
        .containsExactly("o 1", "o{a=\"x\"} 2", "o{b=\"y\"} 3");
  }

  @Test
  void leavesOutASumOrCountThatIsNotKnown() throws IOException {
    out.summary(
        MetricDef.summary("s", Unit.NONE, "Quantiles alone."),
        new double[] {0.5},
        new double[] {3},
        Double.NaN,
        Double.NaN);
    assertThat(samples(page(Section.of("", out.families()))))
        .containsExactly("s{quantile=\"0.5\"} 3");
  }

  /// Writes values that end just before, at and just after the end of the writer's buffer of 8192 bytes, with
  /// characters of one to five bytes.
  @ParameterizedTest
  @ValueSource(
      strings = {"x", "\u00e9", "\u20ac", "\ud83d\ude00", "\n", "\"", "\\", "\u0000", "\ud83d"})
  void writesValuesOfAnyLengthWhole(String character) throws IOException {
    for (int length = 8192 / 6 - 60; length < 8300; length += length % 97 == 0 ? 89 : 1) {
      if ((length > 1440 && length < 1600) || (length > 2100 && length < 2600)) {
        continue; // no character ends near the end of the buffer
      }
      Samples one = new Samples();
      String value = character.repeat(length);
      one.add(KEYS, 1e-7, value);
      one.add(PLAIN, 2);
      String escaped =
          value
              .replace("\\", "\\\\")
              .replace("\"", "\\\"")
              .replace("\n", "\\n")
              .replace("\u0000", "\\\\x00");
      assertThat(page(Section.of("", one.families())))
          .isEqualTo(
              "# HELP keys Keys.\n# TYPE keys gauge\nkeys{key=\""
                  + (character.equals("\ud83d") ? escaped.replace('\ud83d', '\ufffd') : escaped)
                  + "\"} 1e-07\n# HELP plain Without labels.\n# TYPE plain gauge\nplain 2\n");
    }
  }

  @Test
  void writesWhatIsFarLargerThanTheBuffer() throws IOException {
    String name = "n".repeat(20_000);
    String help = "h\u00e9\n".repeat(10_000);
    out.add(MetricDef.gauge(name, help), 1);
    assertThat(page(Section.of("", out.families())))
        .isEqualTo(
            "# HELP "
                + name
                + " "
                + help.replace("\n", "\\n")
                + "\n# TYPE "
                + name
                + " gauge\n"
                + name
                + " 1\n");
  }

  @Test
  void writesInPiecesAndDoesNotCloseTheStream() throws IOException {
    for (int i = 0; i < 1000; i++) {
      out.add(KEYS, i, "key" + i);
    }
    var stream =
        new OutputStream() {
          private int largest;
          private boolean closed;

          @Override
          public void write(int b) {
            throw new AssertionError("byte by byte");
          }

          @Override
          public void write(byte[] bytes, int from, int length) {
            largest = Math.max(largest, length);
          }

          @Override
          public void close() {
            closed = true;
          }
        };
    TextFormat.write(List.of(Section.of("", out.families())), stream);
    assertThat(stream.largest).isBetween(4096, 8192);
    assertThat(stream.closed).isFalse();
  }

  @Test
  void writesNothingForNothing() throws IOException {
    assertThat(page()).isEmpty();
    assertThat(page(Section.of("ns", List.of()))).isEmpty();
  }

  /// Returns the page as text. Checks that the protobuf page has the same content.
  static String page(Section... sections) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TextFormat.write(List.of(sections), bytes);
    String text = bytes.toString(UTF_8);
    assertThat(ProtobufPage.asText(ProtobufFormatTest.bytes(sections))).isEqualTo(text);
    return text;
  }

  static List<String> samples(String page) {
    return page.lines().filter(line -> !line.startsWith("#")).toList();
  }
}
