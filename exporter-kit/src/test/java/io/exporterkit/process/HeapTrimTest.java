package io.exporterkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The moments at which collections are requested, for a heap whose size the test sets.
class HeapTrimTest {
  private static final long MIB = 1 << 20;

  private long heap;
  private long inUse;
  private int collections;
  private final HeapTrim trim =
      new HeapTrim(
          () -> heap,
          () -> {
            collections++;
            heap = inUse;
          });

  private int collectionsIn(int looks) {
    int before = collections;
    for (int i = 0; i < looks; i++) {
      trim.look();
    }
    return collections - before;
  }

  @Test
  void aSmallHeapIsLeftAlone() {
    heap = 20 * MIB;
    assertThat(collectionsIn(100)).isZero();
  }

  @Test
  void aHeapThatGrowsAndIsNotInUseIsCollectedAtEachLook() {
    inUse = 8 * MIB;
    for (int i = 0; i < 10; i++) {
      heap = 30 * MIB;
      assertThat(collectionsIn(1)).isEqualTo(1);
      assertThat(heap).isEqualTo(8 * MIB);
    }
  }

  @Test
  void aHeapThatIsInUseIsCollectedMoreAndMoreRarely() {
    heap = 50 * MIB;
    inUse = 50 * MIB;
    // After 1, 2, 4 and 8 further looks, and then after every 12.
    assertThat(collectionsIn(15)).isEqualTo(4);
    assertThat(collectionsIn(120)).isEqualTo(10);
  }

  /// Checks that useless collections in the past do not prevent later ones.
  @Test
  void aHeapThatWasInUseShrinksWhenItIsNot() {
    heap = 50 * MIB;
    inUse = 50 * MIB;
    assertThat(collectionsIn(100)).isPositive();
    inUse = 5 * MIB;
    assertThat(collectionsIn(12)).isEqualTo(1);
    assertThat(heap).isEqualTo(5 * MIB);
    heap = 30 * MIB;
    assertThat(collectionsIn(1)).isEqualTo(1);
  }
}
