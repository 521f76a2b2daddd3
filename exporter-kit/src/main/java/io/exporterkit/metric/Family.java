package io.exporterkit.metric;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// All samples of one metric in the order in which they were added, with each series at most once. Values and labels
/// lie in flat arrays, so that a family of a hundred thousand series consists of a handful of objects. The labels of a
/// large family are kept as bytes ([CompactLabels]): a million series with labels of ten characters need 35 MB.
///
/// One thread adds samples, through [Samples]. Another thread reads a snapshot ([Samples#snapshot]), or reads the
/// family after all samples were added and the family was handed over safely. Samples are only appended, and the number
/// of samples is written last: a snapshot needs no lock.
public final class Family {
  private final MetricDef def;
  private final int width;
  private double[][] values; // in pages of up to PAGE
  // The labels of all samples while there are few; empty as soon as compact holds them.
  private String[] labelValues;
  private @Nullable CompactLabels compact;
  // A Distribution, or the SampleDetails of a plain number; empty while no sample has any.
  private @Nullable Object[] extras;
  private int size;
  private long series;
  private int dropped;
  // A hash table with open addressing, built when the second sample is added, and the hash of each
  // sample's labels, which a large family computes again instead. The low bits of an entry hold the
  // number of a sample + 1. The bits above hold
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

  private static final int PAGE = 4096;
  private static final int MOST_STRINGS = 4096; // samples whose labels are kept as strings
  private static final int[] NONE = {};
  private static final String[] NO_LABELS = {};
  private static final @Nullable Object[] NO_EXTRAS = {};

  Family(MetricDef def) {
    this.def = def;
    this.width = def.labels().size();
    this.values = new double[][] {new double[1]};
    this.labelValues = new String[width];
    this.extras = NO_EXTRAS;
    this.index = NONE;
    this.hashes = NONE;
  }

  /// Copies the first samples of a family to which another thread adds.
  private Family(Family of, int size) {
    this.def = of.def;
    this.width = of.width;
    this.size = size;
    this.series = of.series;
    this.values = of.values;
    this.extras = of.extras;
    this.labelValues = of.labelValues;
    VarHandle.acquireFence(); // compact is written before labelValues become empty
    this.compact = labelValues.length == 0 && of.compact != null ? of.compact.snapshot() : null;
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

  /// Returns the number of series that the text format has for these samples: more than [#size] for histograms and
  /// summaries.
  public long series() {
    return series;
  }

  /// Returns the value of a sample; 0 for a sample that has a distribution.
  ///
  /// @param sample index from 0 to [#size] - 1; not checked
  public double value(int sample) {
    return values[sample / PAGE][sample % PAGE];
  }

  /// Returns the value of a label; empty for an optional label that the sample lacks.
  ///
  /// @param sample index from 0 to [#size] - 1; not checked
  /// @param label index in [MetricDef#labels]; not checked
  public String label(int sample, int label) {
    return compact == null ? labelValues[sample * width + label] : compact.get(sample, label);
  }

  /// Returns the buckets or quantiles of a sample; null for a sample that is a plain number.
  ///
  /// @param sample index from 0 to [#size] - 1; not checked
  public @Nullable Distribution distribution(int sample) {
    return extras.length > 0 && extras[sample] instanceof Distribution distribution
        ? distribution
        : null;
  }

  /// Returns the time at which a sample began, and its exemplars; [SampleDetails#NONE] when neither is known.
  ///
  /// @param sample index from 0 to [#size] - 1; not checked
  public SampleDetails details(int sample) {
    Object extra = extras.length == 0 ? null : extras[sample];
    if (extra instanceof Distribution distribution) {
      return distribution.details();
    }
    return extra instanceof SampleDetails details ? details : SampleDetails.NONE;
  }

  /// Adds a sample. When the series exists already, returns false, and counts the sample as dropped instead.
  ///
  /// @param extra a [Distribution], or the [SampleDetails] of a plain number; null for none
  boolean add(double value, @Nullable Object extra, String[] labels) {
    boolean added = append(value, extra, labels);
    if (!added) {
      dropped++;
    }
    return added;
  }

  private boolean append(double value, @Nullable Object extra, String[] labels) {
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
    makeRoom(extra != null);
    if (size > 0 && !claim(labels)) {
      return false;
    }
    values[size / PAGE][size % PAGE] = value;
    if (compact == null) {
      System.arraycopy(labels, 0, labelValues, size * width, width);
    } else {
      compact.append(labels, 0);
    }
    if (extra != null) {
      extras[size] = extra;
    }
    series += series(extra);
    VarHandle.releaseFence();
    size++; // last, because this publishes the sample
    return true;
  }

  /// Returns the number of series of a sample with this extra.
  static int series(@Nullable Object extra) {
    return extra instanceof Distribution distribution ? distribution.series() : 1;
  }

  private void makeRoom(boolean forExtra) {
    int page = size / PAGE;
    if (page == values.length || size % PAGE == values[page].length) {
      growValues(page);
    }
    if (compact == null && size * width == labelValues.length && width > 0) {
      growLabels();
    }
    if ((forExtra && extras.length == 0) || (extras.length > 0 && size == extras.length)) {
      @Nullable Object[] wider = Arrays.copyOf(extras, more(size));
      VarHandle.releaseFence();
      extras = wider;
    }
  }

  private static int more(int size) {
    return Math.max(4, size + (size >> 1) + 1);
  }

  /// Makes a page, or a larger copy of the first page, which a small family does not fill.
  private void growValues(int page) {
    double[][] more = Arrays.copyOf(values, Math.max(values.length, page + 1));
    more[page] =
        page == 0 ? Arrays.copyOf(values[0], Math.min(PAGE, more(size))) : new double[PAGE];
    VarHandle.releaseFence();
    values = more;
  }

  private void growLabels() {
    if (size >= MOST_STRINGS) {
      CompactLabels bytes = new CompactLabels(width);
      for (int sample = 0; sample < size; sample++) {
        bytes.append(labelValues, sample * width);
      }
      VarHandle.releaseFence();
      compact = bytes;
      VarHandle.releaseFence(); // a reader that finds no strings finds the bytes
      labelValues = NO_LABELS;
      hashes = NONE;
      return;
    }
    String[] wider = Arrays.copyOf(labelValues, Math.min(MOST_STRINGS, more(size)) * width);
    VarHandle.releaseFence();
    labelValues = wider;
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
    for (int i : samples) {
      some.add(value(i), extra(i), labels(i));
    }
    return some;
  }

  private void addAll(Family from) {
    for (int i = 0; i < from.size; i++) {
      add(from.value(i), from.extra(i), from.labels(i));
    }
  }

  private @Nullable Object extra(int sample) {
    return extras.length == 0 ? null : extras[sample];
  }

  private String[] labels(int sample) {
    String[] labels = new String[width];
    for (int i = 0; i < width; i++) {
      labels[i] = label(sample, i);
    }
    return labels;
  }

  /// Enters the sample with number [#size] into the index. Returns false when the index holds a sample with these
  /// labels.
  private boolean claim(String[] labels) {
    if (size + 1 > index.length / 4 * 3) {
      rebuildIndex();
    }
    int hash = hash(labels);
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
    if (compact == null) {
      hashes[size] = hash;
    }
    return true;
  }

  private void rebuildIndex() {
    int capacity = Math.max(8, index.length * 2);
    if (compact == null) {
      hashes = Arrays.copyOf(hashes, capacity / 4 * 3);
      if (index.length == 0) {
        hashes[0] = hash(labels(0)); // of the only sample so far
      }
    }
    index = NONE; // before the wider one is made: both may not fit
    index = new int[capacity];
    fillIndex();
  }

  private void seed() {
    seeded = true;
    for (int sample = 0; sample < size && compact == null; sample++) {
      hashes[sample] = hash(labels(sample));
    }
    Arrays.fill(index, 0);
    fillIndex();
  }

  private void fillIndex() {
    int mask = index.length - 1;
    for (int sample = 0; sample < size; sample++) {
      int hash = compact == null ? hashes[sample] : hash(compact, sample);
      int slot = hash & mask;
      while (index[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      index[slot] = (hash & ~mask) | (sample + 1);
    }
  }

  /// Returns the hash of the labels of a sample.
  private int hash(String[] labels) {
    int hash = seeded ? SEED : 1;
    for (String label : labels) {
      hash = seeded ? seededHash(hash, label) : 31 * hash + label.hashCode();
    }
    return spread(hash);
  }

  private int hash(CompactLabels bytes, int sample) {
    return seeded ? hash(labels(sample)) : spread(bytes.hash(sample));
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
      if (!label(sample, i).equals(labels[i])) {
        return false;
      }
    }
    return true;
  }
}
