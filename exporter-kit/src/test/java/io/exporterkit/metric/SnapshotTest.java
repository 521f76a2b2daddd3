package io.exporterkit.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Samples that one thread reads while another thread adds more.
@Timeout(60)
class SnapshotTest {
  private static final MetricDef NUMBERS =
      MetricDef.gauge("numbers", "Numbers.").labels("of", "by");
  private static final MetricDef BUCKETS =
      MetricDef.histogram("buckets", Unit.NONE, "Buckets.").labels("of");

  @Test
  void doesNotGrow() {
    Samples out = new Samples();
    out.add(NUMBERS, 1, "1", "x");
    Family before = out.snapshot().getFirst();
    for (int i = 2; i < 100; i++) {
      out.add(NUMBERS, i, Integer.toString(i), "x");
    }
    assertThat(before.size()).isOne();
    assertThat(before.label(0, 0)).isEqualTo("1");
    assertThat(out.snapshot().getFirst().size()).isEqualTo(99);
    assertThat(new Samples().snapshot()).isEmpty();
  }

  /// Checks that no snapshot contains a part of a sample. Each sample has its own number as its value, in a label and
  /// in its distribution.
  @Test
  void holdsWholeSamplesOnlyAndAllThatWereAddedBefore() throws InterruptedException {
    long snapshots = 0;
    for (int round = 0; round < 60; round++) {
      Samples out = new Samples();
      AtomicBoolean done = new AtomicBoolean();
      Thread writer = Thread.ofPlatform().start(() -> write(out, done));
      int before = 0;
      boolean last = false;
      while (!last) {
        last = done.get();
        List<Family> read = out.snapshot();
        int size = check(read);
        assertThat(size).isGreaterThanOrEqualTo(before);
        before = size;
        snapshots++;
      }
      writer.join();
      assertThat(before).isEqualTo(2 * 5_000 + 200);
    }
    assertThat(snapshots).isGreaterThan(200);
  }

  private static void write(Samples out, AtomicBoolean done) {
    double[] none = {};
    for (int i = 0; i < 5_000; i++) {
      String label = Integer.toString(i);
      out.add(NUMBERS, i, label, label);
      out.histogram(BUCKETS, none, none, i, i, label);
      if (i % 25 == 0) {
        out.add(MetricDef.gauge("family_" + i, "Family.").labels("of", "by"), i, label, label);
      }
    }
    done.set(true);
  }

  /// Returns the number of samples, after a check that each is complete.
  private static int check(List<Family> families) {
    int all = 0;
    List<String> wrong = new ArrayList<>();
    for (Family family : families) {
      for (int i = 0; i < family.size(); i++) {
        Distribution distribution = family.distribution(i);
        boolean isBuckets = family.def().name().equals("buckets");
        double value = isBuckets && distribution != null ? distribution.sum() : family.value(i);
        String label = family.label(i, 0);
        if (isBuckets == (distribution == null) || !Integer.toString((int) value).equals(label)) {
          wrong.add(family.def() + " " + i + ": " + value + " " + label);
        }
      }
      all += family.size();
    }
    assertThat(wrong).isEmpty();
    return all;
  }
}
