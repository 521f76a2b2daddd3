package io.exporterkit.metric;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// All samples of one metric in the order in which they were added, with each series at most once. Values and labels
/// lie in flat arrays, so that a family of a hundred thousand series consists of a handful of objects.
///
/// One thread adds samples, through [Samples]. Another thread reads a snapshot ([Samples#snapshot]), or reads the
/// family after all samples were added and the family was handed over safely. Samples are only appended, and the number
/// of samples is written last: a snapshot needs no lock.
public final class Family {
  private final MetricDef def;
  private final int width;
  private double[] values;
  private String[] labelValues;
  private @Nullable Distribution[] distributions;
  private int size;
  private int dropped;
  // A hash table with open addressing, built when the second sample is added, and the hash of each
  // sample's labels. The low bits of an entry hold the number of a sample + 1. The bits above hold
  // those bits of the hash that do not decide the entry's place, so that nearly all other samples
  // are ruled out without a comparison of labels.
  private int[] index;
  private int[] hashes;

  // Labels come from targets, and may be prepared to have equal hashes or hashes with one place.
  // After a search that passes this many entries, labels are hashed with secret random numbers.
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

  /// Copies the first samples of a family to which another thread adds.
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

  /// Returns a family of the samples so far, which does not change when more are added to this one. Safe for use while
  /// another thread adds samples.
  Family snapshot() {
    int published = size;
    VarHandle.acquireFence(); // the arrays read below hold all samples up to that number
    Family copy = new Family(this, published);
    VarHandle.acquireFence(); // and the values that were copied into them when they were made
    return copy;
  }

  /// Returns the definition that all samples share.
  public MetricDef def() {
    return def;
  }

  /// Returns the number of samples.
  public int size() {
    return size;
  }

  /// Returns the number of samples that were dropped because their series existed already; 0 for a snapshot.
  public int dropped() {
    return dropped;
  }

  /// Returns the value of a sample; 0 for a sample that has a distribution.
  ///
  /// @param sample index from 0 to [#size] - 1; not checked
  public double value(int sample) {
    return values[sample];
  }

  /// Returns the value of a label; empty for an optional label that the sample lacks.
  ///
  /// @param sample index from 0 to [#size] - 1; not checked
  /// @param label index in [MetricDef#labels]; not checked
  public String label(int sample, int label) {
    return labelValues[sample * width + label];
  }

  /// Returns the buckets or quantiles of a sample; null for a sample that is a plain number.
  ///
  /// @param sample index from 0 to [#size] - 1; not checked
  public @Nullable Distribution distribution(int sample) {
    return distributions.length == 0 ? null : distributions[sample];
  }

  /// Adds a sample. When the series exists already, returns false, and counts the sample as dropped instead.
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
          def + " needs " + width + " label values, not " + labels.length);
    }
    for (String label : labels) {
      Objects.requireNonNull(label, "label value");
    }
    if (size > 0 && width == 0) {
      return false;
    }
    // Grows first: an OutOfMemoryError must not leave an index that holds a sample which
    // does not exist.
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
    size++; // last, because this publishes the sample
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
    values = widerValues; // last, because its length is the capacity
  }

  /// Returns a new family of the samples of both. When both have a series, the sample of `first` is kept. The number of
  /// dropped samples is the sum of both, and of the series that both have.
  ///
  /// @throws IllegalArgumentException when their types or labels differ; the message names both definitions
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

  /// Returns a new family that holds only the named samples of this one, in the order of the numbers.
  ///
  /// @param samples numbers of samples, each at most once
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

  /// Enters the sample with number [#size] into the index. Returns false when the index holds a sample with these
  /// labels.
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
      hashes[0] = hash(labelValues, 0); // of the only sample so far
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

  /// Returns the hash of the labels of a sample.
  ///
  /// @param labels label values of one or more samples
  /// @param from index of the sample's first label
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
      hash ^= hash >>> 15; // otherwise its low bits depend on low bits of the labels only
    }
    return hash;
  }

  /// Mixes all bits. Labels that are numbered have consecutive hashes, which would otherwise fill the index in long
  /// runs.
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
