package io.exporterkit.metric;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// All samples of one metric, in the order in which they were added, every series once. Values and labels lie in flat arrays, so
/// that a family of a hundred thousand series is a handful of objects.
///
/// One thread adds; others read a [#snapshot] of the samples so far, or wait until the [Samples] are handed on. Samples are
/// only ever appended, and published by the number of samples, which is written last: a snapshot needs no lock.
public final class Family {
  private final MetricDef def;
  private final int width;
  private double[] values;
  private String[] labelValues;
  private @Nullable Distribution[] distributions;
  private int size;
  private int dropped;
  // Open addressing, built when the second sample comes, with the hash of each sample's labels.
  // An entry is a sample's number + 1, and above it those bits of the hash that do not say its
  // place:
  // they tell nearly all others apart without a look at their labels.
  private int[] index;
  private int[] hashes;

  // Labels are chosen by others, who may prepare them to have the same hash, or hashes with one
  // place: from the first search that passes
  // so many samples on, the labels are hashed with numbers that nobody knows.
  private static final int LONGEST_SEARCH = 256;
  private static final int SEED = ThreadLocalRandom.current().nextInt();
  private static final int FACTOR = ThreadLocalRandom.current().nextInt() | 1;
  private boolean seeded;

  private static final int[] NONE = {};
  private static final @Nullable Distribution[] NO_DISTRIBUTIONS = {};

  Family(MetricDef def) {
    this.def = def;
    this.width = def.labels().size();
    this.values = new double[1];
    this.labelValues = new String[width];
    this.distributions = NO_DISTRIBUTIONS;
    this.index = NONE;
    this.hashes = NONE;
  }

  /// The first samples of a family to which another thread adds.
  private Family(Family of, int size) {
    this.def = of.def;
    this.width = of.width;
    this.size = size;
    this.values = of.values;
    this.labelValues = of.labelValues;
    this.distributions = of.distributions;
    this.index = NONE;
    this.hashes = NONE;
  }

  /// Returns a family of the samples so far, which does not change when more are added to this one. Safe for use while another
  /// thread adds samples.
  Family snapshot() {
    int published = size;
    VarHandle.acquireFence(); // all samples up to that number are in the arrays read from here on
    Family copy = new Family(this, published);
    VarHandle.acquireFence(); // and so is what was copied into them when they were made
    return copy;
  }

  /// Definition all samples share.
  public MetricDef def() {
    return def;
  }

  /// Number of samples.
  public int size() {
    return size;
  }

  /// Number of samples that were dropped because their series was there already.
  public int dropped() {
    return dropped;
  }

  /// Value of a sample; 0 where it has a distribution.
  public double value(int sample) {
    return values[sample];
  }

  /// Value of the label with this number in the definition; empty where an optional label is left out.
  public String label(int sample, int label) {
    return labelValues[sample * width + label];
  }

  /// Buckets or quantiles of a sample; null where it is a plain number.
  public @Nullable Distribution distribution(int sample) {
    return distributions.length == 0 ? null : distributions[sample];
  }

  /// Adds a sample. Returns false, adds nothing and counts it as dropped when the series is there already.
  boolean add(double value, @Nullable Distribution distribution, String[] labels) {
    boolean added = append(value, distribution, labels);
    if (!added) {
      dropped++;
    }
    return added;
  }

  private boolean append(double value, @Nullable Distribution distribution, String[] labels) {
    if (labels.length != width) {
      throw new IllegalArgumentException(
          def + " wants " + width + " label values, not " + labels.length);
    }
    for (String label : labels) {
      Objects.requireNonNull(label, "label value");
    }
    if (size > 0 && width == 0) {
      return false;
    }
    // Room first: when there is no memory for it, the index must not know a sample that is not
    // there.
    if (size == values.length) {
      grow(Math.max(4, size + (size >> 1) + 1));
    }
    if (size > 0 && !claim(labels)) {
      return false;
    }
    values[size] = value;
    System.arraycopy(labels, 0, labelValues, size * width, width);
    if (distribution != null) {
      if (distributions.length == 0) {
        @Nullable Distribution[] first = new @Nullable Distribution[values.length];
        VarHandle.releaseFence();
        distributions = first;
      }
      distributions[size] = distribution;
    }
    VarHandle.releaseFence();
    size++; // last: publishes the sample
    return true;
  }

  private void grow(int capacity) {
    String[] widerLabelValues = Arrays.copyOf(labelValues, capacity * width);
    @Nullable Distribution[] widerDistributions =
        distributions.length > 0 ? Arrays.copyOf(distributions, capacity) : distributions;
    double[] widerValues = Arrays.copyOf(values, capacity);
    VarHandle.releaseFence();
    labelValues = widerLabelValues;
    distributions = widerDistributions;
    values = widerValues; // last: its length says how much room there is
  }

  /// A new family of the samples of both; where both have a series, the one of `first` stays.
  ///
  /// Its number of dropped samples is that of both, and of the series that both have.
  ///
  /// @throws IllegalArgumentException when their types or labels differ
  static Family merge(Family first, Family second) {
    if (!first.def.agreesWith(second.def)) {
      throw new IllegalArgumentException("declared twice: " + first.def + " and " + second.def);
    }
    Family all = new Family(first.def);
    all.addAll(first);
    all.addAll(second);
    all.dropped += first.dropped + second.dropped;
    return all;
  }

  /// Returns a new family of these samples.
  ///
  /// @param samples their numbers, each once
  public Family only(int[] samples) {
    Family some = new Family(def);
    String[] labels = new String[width];
    for (int i : samples) {
      System.arraycopy(labelValues, i * width, labels, 0, width);
      some.add(values[i], distribution(i), labels);
    }
    return some;
  }

  private void addAll(Family from) {
    String[] labels = new String[width];
    for (int i = 0; i < from.size; i++) {
      System.arraycopy(from.labelValues, i * width, labels, 0, width);
      add(from.values[i], from.distribution(i), labels);
    }
  }

  /// Enters sample number [#size] with these labels into the index; false when it holds them already.
  private boolean claim(String[] labels) {
    if (size + 1 > index.length / 4 * 3) {
      rebuildIndex();
    }
    int hash = hash(labels, 0);
    int mask = index.length - 1;
    int slot = hash & mask;
    int passed = 0;
    for (int entry = index[slot]; entry != 0; entry = index[slot]) {
      if (((entry ^ hash) & ~mask) == 0 && sameLabels((entry & mask) - 1, labels)) {
        return false;
      }
      if (++passed > LONGEST_SEARCH && !seeded) {
        seed();
        return claim(labels);
      }
      slot = (slot + 1) & mask;
    }
    index[slot] = (hash & ~mask) | (size + 1);
    hashes[size] = hash;
    return true;
  }

  private void rebuildIndex() {
    int[] wider = new int[Math.max(8, index.length * 2)];
    hashes = Arrays.copyOf(hashes, wider.length / 4 * 3);
    if (index.length == 0) {
      hashes[0] = hash(labelValues, 0); // of the only one so far
    }
    index = wider;
    fillIndex();
  }

  private void seed() {
    seeded = true;
    for (int sample = 0; sample < size; sample++) {
      hashes[sample] = hash(labelValues, sample * width);
    }
    Arrays.fill(index, 0);
    fillIndex();
  }

  private void fillIndex() {
    int mask = index.length - 1;
    for (int sample = 0; sample < size; sample++) {
      int slot = hashes[sample] & mask;
      while (index[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      index[slot] = (hashes[sample] & ~mask) | (sample + 1);
    }
  }

  /// Hash of the labels of the sample that begins at this place of the array.
  private int hash(String[] labels, int from) {
    int hash = seeded ? SEED : 1;
    for (int i = from; i < from + width; i++) {
      hash = seeded ? seededHash(hash, labels[i]) : 31 * hash + labels[i].hashCode();
    }
    return spread(hash);
  }

  private static int seededHash(int before, String label) {
    int hash = (before ^ label.length()) * FACTOR;
    for (int i = 0; i < label.length(); i++) {
      hash = (hash ^ label.charAt(i)) * FACTOR;
      hash ^= hash >>> 15; // else the low bits of the hash depend on those of the labels alone
    }
    return hash;
  }

  /// Mixes all bits: hashes of labels that are counted up lie side by side, and would fill the index in long runs.
  private static int spread(int hash) {
    int mixed = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    return mixed ^ (mixed >>> 16);
  }

  private boolean sameLabels(int sample, String[] labels) {
    for (int i = 0; i < width; i++) {
      if (!labelValues[sample * width + i].equals(labels[i])) {
        return false;
      }
    }
    return true;
  }
}
