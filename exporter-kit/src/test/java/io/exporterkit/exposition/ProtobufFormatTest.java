package io.exporterkit.exposition;

import static io.exporterkit.exposition.TextFormatTest.page;
import static io.exporterkit.exposition.TextFormatTest.samples;
import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
import io.exporterkit.metric.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The bytes of protobuf pages. Their content is compared with the text format by [TextFormatTest#page], for every page
/// of the tests in this package.
class ProtobufFormatTest {
  private static final MetricDef PLAIN = MetricDef.gauge("plain", "Without labels.");
  private static final MetricDef KEYS = MetricDef.gauge("keys", "Keys.").labels("key");

  private final Samples out = new Samples();

  /// Compares a page with the bytes that redis_exporter 1.86 writes, which is written in Go. Of the histogram, one
  /// series is compared.
  @Test
  void writesTheBytesThatGosClientWrites() throws IOException {
    out.add(
        MetricDef.counter(
            "process_cpu_seconds_total", "Total user and system CPU time spent in seconds."),
        0.02);
    out.histogram(
        MetricDef.histogram(
                "redis_commands_latencies_usec",
                Unit.MICROSECONDS,
                "A histogram of latencies per command")
            .labels("cmd"),
        new double[] {8},
        new double[] {1},
        6,
        1,
        "client|setname");
    out.add(MetricDef.gauge("redis_latest_fork_seconds", "latest_fork_seconds metric"), 0);
    out.summary(
        MetricDef.summary(
                "redis_latency_percentiles_usec",
                Unit.MICROSECONDS,
                "A summary of latency percentile distribution per command")
            .labels("cmd"),
        new double[] {50, 99, 99.9},
        new double[] {6.015, 6.015, 6.015},
        6,
        1,
        "client|setname");
    assertThat(hex(Section.of("", out.families())))
        .isEqualTo(
            """
            5c0a1970726f636573735f6370755f7365636f6e64735f746f74616c1230546f74616c207573657220616e
            642073797374656d204350552074696d65207370656e7420696e207365636f6e64732e1800220b1a09097b
            14ae47e17a943f

            7a0a1d72656469735f636f6d6d616e64735f6c6174656e636965735f7573656312244120686973746f6772
            616d206f66206c6174656e636965732070657220636f6d6d616e64180422310a150a03636d64120e636c69
            656e747c7365746e616d653a1808011100000000000018401a0b0801110000000000002040

            be010a1e72656469735f6c6174656e63795f70657263656e74696c65735f757365631238412073756d6d
            617279206f66206c6174656e63792070657263656e74696c6520646973747269627574696f6e20706572
            20636f6d6d616e64180222600a150a03636d64120e636c69656e747c7365746e616d6522470801110000
            0000000018401a12090000000000004940118fc2f5285c0f18401a12090000000000c05840118fc2f528
            5c0f18401a12099a99999999f95840118fc2f5285c0f1840

            460a1972656469735f6c61746573745f666f726b5f7365636f6e6473121a6c61746573745f666f726b5f73
            65636f6e6473206d65747269631801220b1209090000000000000000
            """
                .replaceAll("\\s", ""));
  }

  @Test
  void writesSpecialValues() throws IOException {
    MetricDef untyped = MetricDef.untyped("u", "U").labels("k");
    out.add(untyped, Double.NaN, "n");
    out.add(
        untyped, Double.longBitsToDouble(0x7ff0_0000_0000_0002L), "s"); // a NaN that ends a series
    out.add(untyped, Double.NEGATIVE_INFINITY, "");
    assertThat(hex(Section.of("", out.families())))
        .isEqualTo(
            """
            46 0a0175 120155 1803
              2213 0a06 0a016b 12016e 2a09 09010000000000f87f
              2213 0a06 0a016b 120173 2a09 09010000000000f87f
              2212 0a05 0a016b 1200 2a09 09000000000000f0ff
            """
                .replaceAll("\\s", ""));
  }

  @Test
  void leavesOutASumOrCountThatIsNotKnown() throws IOException {
    out.summary(
        MetricDef.summary("s", Unit.NONE, "S"),
        new double[] {0.5},
        new double[] {3},
        Double.NaN,
        Double.NaN);
    assertThat(hex(Section.of("", out.families())))
        .isEqualTo(
            "20 0a0173 120153 1802 2216 2214 1a12 09000000000000e03f 110000000000000840"
                .replace(" ", ""));
  }

  @Test
  void writesCountsThatAreNoWholeNumbersToTheirOwnFields() throws IOException {
    MetricDef def = MetricDef.histogram("h", Unit.NONE, "H.").labels("k");
    double[] odd = {0, -1, 0.5, 1, 9007199254740992.0, 0x1p62, 0x1p63, 1e300};
    for (double count : odd) {
      out.histogram(def, new double[] {1}, new double[] {count}, 2, count, Double.toString(count));
    }
    assertThat(samples(page(Section.of("", out.families()))))
        .contains("h_bucket{k=\"0.5\",le=\"1\"} 0.5", "h_count{k=\"1.0E300\"} 1e+300")
        .hasSize(4 * odd.length);
  }

  @Test
  void roundsTheCountsOfSummariesDown() throws IOException {
    MetricDef def = MetricDef.summary("s", Unit.NONE, "S").labels("k");
    double[] none = {};
    out.summary(def, none, none, 1, 2.75, "a");
    out.summary(def, none, none, 1, -3, "b");
    out.summary(def, none, none, 1, 1e300, "c");
    assertThat(samples(ProtobufPage.asText(bytes(Section.of("", out.families())))))
        .containsExactly(
            "s_sum{k=\"a\"} 1",
            "s_count{k=\"a\"} 2",
            "s_sum{k=\"b\"} 1",
            "s_count{k=\"b\"} 0",
            "s_sum{k=\"c\"} 1",
            "s_count{k=\"c\"} 9.223372036854776e+18");
  }

  /// Writes labels, samples and families with lengths of one, two and three bytes.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 127, 128, 129, 16_300, 16_383, 16_384})
  void writesLengthsOfAnySize(int length) throws IOException {
    for (int more = 0; more < 30; more++) {
      Samples one = new Samples();
      one.add(KEYS, 1, "k".repeat(length + more));
      one.add(KEYS, 2, "\u00e9".repeat((length + more) / 2));
      assertThat(page(Section.of("", one.families()))).isNotEmpty(); // page() compares the content
    }
  }

  @Test
  void saysHowLongANumberIsGoingToBe() throws IOException {
    for (int bits = 0; bits <= Long.SIZE; bits++) {
      long power = bits == Long.SIZE ? 0 : 1L << bits;
      for (long number : new long[] {power - 1, power}) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ProtobufBuffer buffer = new ProtobufBuffer(bytes);
        buffer.number(1, number);
        buffer.flush();
        assertThat(bytes.size()).isEqualTo(ProtobufBuffer.numberSize(number));
      }
    }
  }

  @Test
  void saysWhatTheTextSays() throws IOException {
    var random = new SplittableRandom(8);
    for (int i = 0; i < 300; i++) {
      Samples some = new Samples();
      for (int n = random.nextInt(20); n > 0; n--) {
        some.add(KEYS, Double.longBitsToDouble(random.nextLong()), text(random));
      }
      for (int n = random.nextInt(3); n > 0; n--) {
        long count = random.nextLong() >> random.nextInt(64);
        some.histogram(
            MetricDef.histogram("took", Unit.SECONDS, "Times.").optionalLabels("a"),
            new double[] {-1, 0.25, 3},
            new double[] {0, count, count},
            count * 0.3,
            count,
            text(random));
      }
      Section section = new Section("ns", Map.of("zone", text(random)), some.families());
      assertThat(page(section)).isNotNull(); // page() compares the content
    }
  }

  /// Returns any characters, among them halves of surrogate pairs.
  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(8); n > 0; n--) {
      text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65_536)));
    }
    return text.toString();
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
    ProtobufFormat.write(List.of(Section.of("", out.families())), stream);
    assertThat(stream.largest).isBetween(4096, 8192);
    assertThat(stream.closed).isFalse();
  }

  @Test
  void writesNothingForNothing() throws IOException {
    assertThat(bytes()).isEmpty();
    assertThat(bytes(Section.of("ns", List.of()))).isEmpty();
    out.add(PLAIN, 1);
    assertThat(bytes(Section.of("", out.families()))).hasSize(1 + 7 + 17 + 2 + 13);
  }

  private static String hex(Section... sections) throws IOException {
    return HexFormat.of().formatHex(bytes(sections));
  }

  static byte[] bytes(Section... sections) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ProtobufFormat.write(List.of(sections), bytes);
    return bytes.toByteArray();
  }
}
