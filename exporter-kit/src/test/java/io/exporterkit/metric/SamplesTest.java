package io.exporterkit.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SamplesTest {
  private static final MetricDef PLAIN = MetricDef.gauge("plain", "Without labels.");
  private static final MetricDef CALLS =
      MetricDef.counter("calls_total", "Calls.").labels("cmd", "result");
  private static final MetricDef LOOSE =
      MetricDef.gauge("loose", "Loose.").labels("a").optionalLabels("b");
  private static final MetricDef HISTOGRAM =
      MetricDef.histogram("took", Unit.SECONDS, "Times.").labels("cmd");
  private static final MetricDef SUMMARY = MetricDef.summary("size", Unit.BYTES, "Sizes.");

  private final Samples out = new Samples();

  @Test
  void groupsByMetricInTheOrderOfComing() {
    out.add(CALLS, 1, "get", "ok");
    out.add(PLAIN, 7);
    out.add(CALLS, 2, "set", "ok");
    assertThat(text(out.families()))
        .containsExactly("calls_total[get, ok] 1.0", "calls_total[set, ok] 2.0", "plain[] 7.0");
    assertThat(out.families()).extracting(Family::size).containsExactly(2, 1);
    assertThat(out.dropped()).isZero();
  }

  @Test
  void keepsTheFirstOfASeriesAndCountsTheRest() {
    out.add(PLAIN, 1);
    out.add(PLAIN, 2);
    out.add(CALLS, 1, "get", "ok");
    out.add(CALLS, 2, "get", "ok");
    out.add(CALLS, 3, "ok", "get");
    out.add(CALLS, 4, "get", "ok");
    out.add(LOOSE, 1, "x", "");
    out.add(LOOSE, 2, "x", "y");
    out.add(LOOSE, 3, "x", "");
    assertThat(text(out.families()))
        .containsExactly(
            "plain[] 1.0",
            "calls_total[get, ok] 1.0",
            "calls_total[ok, get] 3.0",
            "loose[x, ] 1.0",
            "loose[x, y] 2.0");
    assertThat(out.dropped()).isEqualTo(4);
  }

  @Test
  void distinguishesLabelsWithTheSameHash() {
    List<String> same = List.of("AaAa", "BBBB", "AaBB", "BBAa"); // equal hash codes
    for (String a : same) {
      for (String b : same) {
        out.add(CALLS, 1, a, b);
        out.add(CALLS, 2, a, b);
      }
    }
    assertThat(only().size()).isEqualTo(16);
    assertThat(out.dropped()).isEqualTo(16);
  }

  @Test
  void holdsDistributionsAmongTheirSeries() {
    out.histogram(HISTOGRAM, new double[] {1, 2}, new double[] {3, 4}, 9, 5, "get");
    for (int i = 0; i < 20; i++) {
      out.histogram(HISTOGRAM, new double[0], new double[0], i, i, "c" + i);
    }
    out.histogram(HISTOGRAM, new double[0], new double[0], 0, 0, "get");
    Family family = only();
    assertThat(family.size()).isEqualTo(21);
    assertThat(out.dropped()).isEqualTo(1);
    Distribution first = distribution(family, 0);
    assertThat(first.size()).isEqualTo(2);
    assertThat(first.at(1)).isEqualTo(2);
    assertThat(first.value(1)).isEqualTo(4);
    assertThat(first.sum()).isEqualTo(9);
    assertThat(first.count()).isEqualTo(5);
    assertThat(distribution(family, 20).sum()).isEqualTo(19);
  }

  @Test
  void refusesWhatTheDefinitionDoesNotAllow() {
    double[] none = {};
    out.add(CALLS, 1, "get", "ok");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> out.add(CALLS, 1, "get"))
        .withMessage("counter calls_total[cmd, result] needs 2 label values, not 1");
    assertThatIllegalArgumentException().isThrownBy(() -> out.add(PLAIN, 1, "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> out.add(HISTOGRAM, 1, "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> out.add(SUMMARY, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> out.histogram(SUMMARY, none, none, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> out.summary(HISTOGRAM, none, none, 0, 0, "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> out.histogram(PLAIN, none, none, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> out.summary(SUMMARY, new double[1], none, 0, 0))
        .withMessage("1 points with 0 values");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> out.add(MetricDef.gauge("calls_total", "Other.").labels("a", "b"), 1, "x", "y"))
        .withMessageContaining("declared twice");
    assertThat(text(out.families())).containsExactly("calls_total[get, ok] 1.0");
  }

  @Test
  void refusesPointsThatWouldBeWrittenTwice() {
    double[] two = {1, 2};
    for (double[] bounds :
        new double[][] {{2, 1}, {1, 1}, {1, Double.POSITIVE_INFINITY}, {Double.NaN, 1}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> out.histogram(HISTOGRAM, bounds, two, 0, 2, "get"))
          .withMessage("bounds of a histogram must ascend, and be finite");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> out.summary(SUMMARY, new double[] {99, 50, 99}, new double[3], 0, 2))
        .withMessage("a quantile is repeated: 99.0");
    out.summary(SUMMARY, new double[] {99.9, 50, 99}, new double[3], 0, 2);
    assertThat(distribution(only(), 0).at(1)).isEqualTo(50);
  }

  @Test
  void refusesANullLabelWhereItComesFrom() {
    String[] labels = new String[2]; // the second one is null, which the compiler does not see
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> out.add(CALLS, 1, labels))
        .withMessage("label value");
    assertThat(out.families()).isEmpty();
  }

  @Test
  void returnsAnUnmodifiableListOfFamilies() {
    out.add(PLAIN, 1);
    Iterator<Family> families = out.families().iterator();
    families.next();
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(families::remove);
  }

  @Test
  void mergesWithoutChangingEither() {
    Samples other = new Samples();
    out.add(CALLS, 1, "get", "ok");
    out.add(PLAIN, 1);
    other.add(LOOSE, 5, "x", "");
    other.add(CALLS, 2, "get", "ok");
    other.add(CALLS, 3, "set", "ok");
    assertThat(text(merged(out, other)))
        .containsExactly(
            "calls_total[get, ok] 1.0",
            "calls_total[set, ok] 3.0",
            "plain[] 1.0",
            "loose[x, ] 5.0");
    assertThat(text(out.families())).containsExactly("calls_total[get, ok] 1.0", "plain[] 1.0");
    assertThat(text(other.families()))
        .containsExactly("loose[x, ] 5.0", "calls_total[get, ok] 2.0", "calls_total[set, ok] 3.0");
  }

  @Test
  void mergesDistributions() {
    Samples other = new Samples();
    out.histogram(HISTOGRAM, new double[0], new double[0], 1, 1, "a");
    other.histogram(HISTOGRAM, new double[0], new double[0], 2, 2, "b");
    Family both = merged(out, other).getFirst();
    assertThat(both.size()).isEqualTo(2);
    assertThat(distribution(both, 1).sum()).isEqualTo(2);
  }

  @Test
  void holdsAHundredThousandSeriesInLittleMemory() {
    int n = 100_000;
    String[] names = new String[n];
    for (int i = 0; i < n; i++) {
      names[i] = "key" + i;
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < n; i++) {
      out.add(CALLS, i, names[i], "ok");
    }
    long perSeries = (threads.getCurrentThreadAllocatedBytes() - before) / n;
    Family family = only();
    assertThat(family.size()).isEqualTo(n);
    for (int i = 0; i < n; i++) {
      assertThat(family.value(i)).isEqualTo(i);
      assertThat(family.label(i, 0)).isEqualTo(names[i]);
    }
    // A value and two references have 16 bytes, and at most twice that is spare room and the index.
    // The rest is garbage of growing and of the calls. An object for each series and its entry in a
    // map would have 150 and more.
    assertThat(perSeries).isBetween(16L, 130L);
    out.add(CALLS, -1, names[0], "ok");
    out.add(CALLS, -1, names[n - 1], "ok");
    assertThat(out.dropped()).isEqualTo(2);
  }

  @Test
  void sectionsNameSortAndCheck() {
    out.add(PLAIN, 1);
    Section section = new Section("ns", Map.of("zone", "z", "area", "a", "m", "m"), out.families());
    assertThat(section.nameOf(only())).isEqualTo("ns_plain");
    assertThat(Section.of("", out.families()).nameOf(only())).isEqualTo("plain");
    assertThat(section.labels().keySet()).containsExactly("area", "m", "zone");
    assertThatIllegalArgumentException().isThrownBy(() -> Section.of("my-ns", List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Section("ns", Map.of("a b", ""), List.of()));
  }

  /// Adds labels with equal hash codes, made of `Aa` and `BB`. A search through all samples for each new one would last
  /// minutes.
  @Test
  void labelsPreparedToHaveOneHashAreAddedAsFastAsOthers() {
    int count = 1 << 17;
    long start = System.nanoTime();
    for (int twice = 0; twice < 2; twice++) {
      for (int i = 0; i < count; i++) {
        out.add(LOOSE, i, prepared(i), "");
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(only().size()).isEqualTo(count);
    assertThat(out.dropped()).isEqualTo(count);
    assertThat(only().label(count - 1, 0)).isEqualTo(prepared(count - 1));
    assertThat(merged(out, out)).hasSize(1).first().extracting(Family::size).isEqualTo(count);
  }

  /// Adds labels whose hash codes differ, but lead to one place of the index.
  @Test
  void labelsPreparedToHaveOnePlaceAreAddedAsFastAsOthers() {
    long start = System.nanoTime();
    int count = 0;
    for (int i = 0; count < 60_000; i++) {
      String label = Integer.toString(i, 36);
      int mixed = (31 + label.hashCode()) * 31; // with the second, empty label
      mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
      mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
      if (((mixed ^ (mixed >>> 16)) & 0xff) == 0) {
        out.add(LOOSE, i, label, "");
        count++;
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    assertThat(only().size()).isEqualTo(count);
  }

  private static String prepared(int number) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 17; bit++) {
      name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }

  private Family only() {
    return out.families().iterator().next();
  }

  private static Distribution distribution(Family family, int sample) {
    return Objects.requireNonNull(family.distribution(sample));
  }

  private static List<String> text(Collection<Family> families) {
    List<String> lines = new ArrayList<>();
    for (Family family : families) {
      for (int i = 0; i < family.size(); i++) {
        List<String> labels = new ArrayList<>();
        for (int l = 0; l < family.def().labels().size(); l++) {
          labels.add(family.label(i, l));
        }
        lines.add(family.def().name() + labels + " " + family.value(i));
      }
    }
    return lines;
  }

  private static List<Family> merged(Samples first, Samples second) {
    Map<String, Family> all = new LinkedHashMap<>();
    Samples.merge(all, first.families());
    Samples.merge(all, second.families());
    return List.copyOf(all.values());
  }
}
