package io.exporterkit.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Families with so many samples that their labels are kept as bytes.
class LargeFamilyTest {
  private static final MetricDef DEF = MetricDef.gauge("g", "G.").labels("a", "b");

  private final Samples out = new Samples();

  @Test
  void keepsTextsOfAnyLengthAndScript() {
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      out.add(DEF, i, text(i), "b" + i);
      if (i % 7 == 0) {
        out.add(DEF, -1, text(i), "b" + i);
      }
    }
    Family family = out.families().getFirst();
    assertThat(family.size()).isEqualTo(count);
    assertThat(out.dropped()).isEqualTo((count + 6) / 7);
    for (int i = 0; i < count; i++) {
      assertThat(family.value(i)).isEqualTo(i);
      assertThat(family.label(i, 0)).isEqualTo(text(i));
      assertThat(family.label(i, 1)).isEqualTo("b" + i);
    }
    for (int i = 0; i < count; i += 11) {
      out.add(DEF, -1, text(i), "b" + i);
    }
    assertThat(family.size()).isEqualTo(count);
  }

  /// Returns a text of ASCII, Latin or other characters, among them half of a surrogate pair; every hundredth is longer
  /// than a block.
  private static String text(int number) {
    String pattern =
        switch (number % 5) {
          case 0 -> "";
          case 1 -> "key" + number;
          case 2 -> "größe";
          case 3 -> "花火" + number;
          default -> "\ud83d";
        };
    return number % 4000 == 3999 ? pattern.repeat(40_000) : pattern.repeat(number % 40);
  }

  @Test
  void keepsDistributionsAndDetails() {
    MetricDef def = MetricDef.summary("s", Unit.NONE, "S.").labels("k");
    for (int i = 0; i < 10_000; i++) {
      out.summary(def, new double[0], new double[0], i, i, "k" + i);
    }
    Family family = out.families().getFirst();
    assertThat(family.series()).isEqualTo(20_000);
    for (int i = 0; i < 10_000; i++) {
      assertThat(Objects.requireNonNull(family.distribution(i)).count()).isEqualTo(i);
    }
  }

  @Test
  void mergesAndFilters() {
    for (int i = 0; i < 9000; i++) {
      out.add(DEF, i, "x", "b" + i);
    }
    Samples more = new Samples();
    for (int i = 8000; i < 12_000; i++) {
      more.add(DEF, -i, "x", "b" + i);
    }
    Family all = Family.merge(out.families().getFirst(), more.families().getFirst());
    assertThat(all.size()).isEqualTo(12_000);
    assertThat(all.dropped()).isEqualTo(1000);
    assertThat(all.value(8999)).isEqualTo(8999);
    assertThat(all.value(9000)).isEqualTo(-9000);
    Family some = all.only(new int[] {11_999, 3});
    assertThat(some.label(0, 1)).isEqualTo("b11999");
    assertThat(some.label(1, 1)).isEqualTo("b3");
  }

  /// Reads snapshots while another thread adds samples, from the first one to those that are kept as bytes.
  @Test
  void isReadWhileItGrows() throws InterruptedException {
    int count = 40_000;
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < count; i++) {
                out.add(DEF, i, "a" + i, "b");
              }
            });
    var random = new SplittableRandom(5);
    boolean isWriting = true;
    while (isWriting) {
      isWriting = writer.isAlive();
      for (Family family : out.snapshot()) {
        for (int n = 0; n < 100 && family.size() > 0; n++) {
          int i = n == 0 ? family.size() - 1 : random.nextInt(family.size());
          assertThat(family.value(i)).isEqualTo(i);
          assertThat(family.label(i, 0)).isEqualTo("a" + i);
        }
      }
    }
    writer.join();
    assertThat(out.snapshot().getFirst().size()).isEqualTo(count);
  }
}
