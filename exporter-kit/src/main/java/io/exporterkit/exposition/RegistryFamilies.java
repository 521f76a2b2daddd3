package io.exporterkit.exposition;

import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.Exemplar;
import io.exporterkit.metric.Family;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.MetricType;
import io.exporterkit.metric.NativeHistogram;
import io.exporterkit.metric.SampleDetails;
import io.exporterkit.metric.Samples;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DistributionDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A converter of the metrics that are registered with the official Java client
/// ([documentation](https://prometheus.github.io/client_java/)) into families. Names are those that the client's own
/// text format has: a counter ends in `_total`, an info in `_info`; names with dots and other characters are kept, and
/// escaped when a page is written. Exemplars, times of creation and native buckets are kept, too. Stateless, and so
/// safe for use by several threads.
///
/// In:  `Counter.builder().name("jobs").help("Jobs done.").labelNames("queue")`, incremented once with `mail`
/// Out: `jobs_total{queue="mail"} 1`
public final class RegistryFamilies {
  private static final Logger log = LoggerFactory.getLogger(RegistryFamilies.class);

  private RegistryFamilies() {}

  /// Scrapes a registry and returns its metrics, in the registry's order. An exception of the registry is logged and
  /// not thrown: a metric that cannot be converted is left out, and so is a whole registry when one of its callbacks
  /// throws.
  ///
  /// @return families without a namespace; empty for an empty registry or one that cannot be scraped
  public static Collection<Family> of(PrometheusRegistry registry) {
    Samples out = new Samples();
    try {
      for (MetricSnapshot snapshot : registry.scrape()) {
        addOrLeaveOut(snapshot, out);
      }
    } catch (RuntimeException e) {
      log.error("a registry cannot be scraped: its metrics are left out", e);
    }
    return out.families();
  }

  /// Adds a metric. Logs a metric that cannot be converted, so that the others are still added.
  private static void addOrLeaveOut(MetricSnapshot snapshot, Samples out) {
    try {
      add(snapshot, out);
    } catch (RuntimeException e) {
      log.error("metric {} is left out", snapshot.getMetadata().getPrometheusName(), e);
    }
  }

  private static void add(MetricSnapshot snapshot, Samples out) {
    // No switch, because a switch on types is linked at its first use, in every process.
    if (snapshot instanceof CounterSnapshot counters) {
      MetricDef def = def(MetricType.COUNTER, "_total", counters);
      counters
          .getDataPoints()
          .forEach(p -> out.add(def, p.getValue(), details(p), values(def, p.getLabels())));
    } else if (snapshot instanceof GaugeSnapshot gauges) {
      MetricDef def = def(MetricType.GAUGE, "", gauges);
      gauges.getDataPoints().forEach(p -> out.add(def, p.getValue(), values(def, p.getLabels())));
    } else if (snapshot instanceof UnknownSnapshot unknowns) {
      MetricDef def = def(MetricType.UNTYPED, "", unknowns);
      unknowns.getDataPoints().forEach(p -> out.add(def, p.getValue(), values(def, p.getLabels())));
    } else if (snapshot instanceof InfoSnapshot infos) {
      MetricDef def = def(MetricType.INFO, "_info", infos);
      infos.getDataPoints().forEach(p -> out.info(def, values(def, p.getLabels())));
    } else if (snapshot instanceof StateSetSnapshot states) {
      states(states, out);
    } else if (snapshot instanceof HistogramSnapshot histograms) {
      MetricDef def = def(MetricType.HISTOGRAM, "", histograms);
      histograms
          .getDataPoints()
          .forEach(p -> out.add(def, histogram(p), values(def, p.getLabels())));
    } else if (snapshot instanceof SummarySnapshot summaries) {
      MetricDef def = def(MetricType.SUMMARY, "", summaries);
      summaries.getDataPoints().forEach(p -> out.add(def, summary(p), values(def, p.getLabels())));
    } else {
      throw new IllegalStateException("unknown kind of metric: " + snapshot.getClass());
    }
  }

  /// Returns the definition of a metric.
  ///
  /// @param suffix of the name, which the snapshot lacks
  private static MetricDef def(MetricType type, String suffix, MetricSnapshot snapshot) {
    MetricMetadata metadata = snapshot.getMetadata();
    String name = metadata.getName() + suffix;
    String help = metadata.getHelp();
    String unit = metadata.getUnit() == null ? "" : metadata.getUnit().toString();
    return MetricDef.utf8(type, name, unit, help == null || help.isBlank() ? name : help)
        .optionalLabels(names(snapshot));
  }

  private static void states(StateSetSnapshot states, Samples out) {
    MetricDef plain = def(MetricType.STATESET, "", states);
    MetricDef def = plain.optionalLabels(plain.name());
    for (StateSetSnapshot.StateSetDataPointSnapshot point : states.getDataPoints()) {
      for (int i = 0; i < point.size(); i++) {
        Labels labels = point.getLabels().merge(Labels.of(def.name(), point.getName(i)));
        out.add(def, point.isTrue(i) ? 1 : 0, values(def, labels));
      }
    }
  }

  /// Returns the time at which a data point was made, and its exemplars.
  private static SampleDetails details(DataPointSnapshot point) {
    double created =
        point.hasCreatedTimestamp() ? point.getCreatedTimestampMillis() / 1e3 : Double.NaN;
    List<Exemplar> exemplars = List.of();
    if (point instanceof CounterSnapshot.CounterDataPointSnapshot counter) {
      exemplars =
          counter.getExemplar() == null ? List.of() : List.of(exemplar(counter.getExemplar()));
    } else if (point instanceof DistributionDataPointSnapshot distribution) {
      exemplars = exemplars(distribution.getExemplars());
    }
    return new SampleDetails(created, exemplars);
  }

  private static List<Exemplar> exemplars(Exemplars exemplars) {
    List<Exemplar> all = new ArrayList<>();
    exemplars.forEach(exemplar -> all.add(exemplar(exemplar)));
    return all;
  }

  private static Exemplar exemplar(io.prometheus.metrics.model.snapshots.Exemplar exemplar) {
    Map<String, String> labels = new LinkedHashMap<>();
    exemplar.getLabels().forEach(label -> labels.put(label.getName(), label.getValue()));
    double seconds = exemplar.hasTimestamp() ? exemplar.getTimestampMillis() / 1e3 : Double.NaN;
    return new Exemplar(exemplar.getValue(), labels, seconds);
  }

  private static Distribution histogram(HistogramSnapshot.HistogramDataPointSnapshot point) {
    Distribution value =
        point.hasClassicHistogramData()
            ? classic(point)
            : Distribution.perBucket(
                new double[] {Double.POSITIVE_INFINITY},
                new double[] {point.getCount()},
                point.getSum());
    if (point.hasNativeHistogramData()) {
      value =
          value.withNative(
              NativeHistogram.of(
                  point.getNativeSchema(),
                  point.getNativeZeroThreshold(),
                  point.getNativeZeroCount(),
                  buckets(point.getNativeBucketsForPositiveValues()),
                  buckets(point.getNativeBucketsForNegativeValues())));
    }
    return value.with(details(point));
  }

  private static Distribution classic(HistogramSnapshot.HistogramDataPointSnapshot point) {
    ClassicHistogramBuckets buckets = point.getClassicBuckets();
    double[] bounds = new double[buckets.size()];
    double[] counts = new double[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = buckets.getUpperBound(i);
      counts[i] = buckets.getCount(i);
    }
    return Distribution.perBucket(bounds, counts, point.getSum());
  }

  private static NativeHistogram.Buckets buckets(NativeHistogramBuckets buckets) {
    int[] indexes = new int[buckets.size()];
    long[] counts = new long[indexes.length];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = buckets.getBucketIndex(i);
      counts[i] = buckets.getCount(i);
    }
    return new NativeHistogram.Buckets(indexes, counts);
  }

  private static Distribution summary(SummarySnapshot.SummaryDataPointSnapshot point) {
    Quantiles quantiles = point.getQuantiles();
    double[] at = new double[quantiles.size()];
    double[] values = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = quantiles.get(i).getQuantile();
      values[i] = quantiles.get(i).getValue();
    }
    double count = point.hasCount() ? point.getCount() : Double.NaN;
    return Distribution.quantiles(at, values, point.getSum(), count).with(details(point));
  }

  /// Returns the label names of all data points, because two points of one metric may have different labels.
  private static String[] names(MetricSnapshot snapshot) {
    Set<String> names = new LinkedHashSet<>();
    for (DataPointSnapshot point : snapshot.getDataPoints()) {
      for (int i = 0; i < point.getLabels().size(); i++) {
        names.add(point.getLabels().getName(i));
      }
    }
    return names.toArray(String[]::new);
  }

  private static String[] values(MetricDef def, Labels labels) {
    String[] values = new String[def.labels().size()];
    for (int i = 0; i < values.length; i++) {
      String value = labels.get(def.labels().get(i));
      values[i] = value == null ? "" : value;
    }
    return values;
  }
}
