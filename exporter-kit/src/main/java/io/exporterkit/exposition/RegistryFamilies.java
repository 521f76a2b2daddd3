package io.exporterkit.exposition;

import io.exporterkit.metric.Family;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Unit;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A converter of the metrics that are registered with the official Java client
/// ([documentation](https://prometheus.github.io/client_java/)) into families. Names are those that the client's own
/// text format has: a counter ends in `_total`, an info in `_info`. The buckets of native histograms are left out,
/// because neither families nor the text format can hold them. Stateless, and so safe for use by several threads.
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
    String name = snapshot.getMetadata().getPrometheusName();
    String help = snapshot.getMetadata().getHelp();
    String text = help == null || help.isBlank() ? name : help;
    if (snapshot instanceof CounterSnapshot counters) {
      MetricDef def = MetricDef.counter(name + "_total", text).optionalLabels(names(counters));
      counters.getDataPoints().forEach(p -> out.add(def, p.getValue(), values(def, p.getLabels())));
    } else if (snapshot instanceof GaugeSnapshot gauges) {
      MetricDef def = MetricDef.gauge(name, text).optionalLabels(names(gauges));
      gauges.getDataPoints().forEach(p -> out.add(def, p.getValue(), values(def, p.getLabels())));
    } else if (snapshot instanceof UnknownSnapshot unknowns) {
      MetricDef def = MetricDef.untyped(name, text).optionalLabels(names(unknowns));
      unknowns.getDataPoints().forEach(p -> out.add(def, p.getValue(), values(def, p.getLabels())));
    } else if (snapshot instanceof InfoSnapshot infos) {
      MetricDef def = MetricDef.gauge(name + "_info", text).optionalLabels(names(infos));
      infos.getDataPoints().forEach(p -> out.add(def, 1, values(def, p.getLabels())));
    } else if (snapshot instanceof StateSetSnapshot states) {
      MetricDef def =
          MetricDef.gauge(name, text).optionalLabels(names(states)).optionalLabels(name);
      for (StateSetSnapshot.StateSetDataPointSnapshot point : states.getDataPoints()) {
        for (int i = 0; i < point.size(); i++) {
          Labels labels = point.getLabels().merge(Labels.of(name, point.getName(i)));
          out.add(def, point.isTrue(i) ? 1 : 0, values(def, labels));
        }
      }
    } else if (snapshot instanceof HistogramSnapshot histograms) {
      MetricDef def = MetricDef.histogram(name, Unit.NONE, text).optionalLabels(names(histograms));
      histograms.getDataPoints().forEach(point -> histogram(def, point, out));
    } else if (snapshot instanceof SummarySnapshot summaries) {
      MetricDef def = MetricDef.summary(name, Unit.NONE, text).optionalLabels(names(summaries));
      summaries.getDataPoints().forEach(point -> summary(def, point, out));
    } else {
      throw new IllegalStateException("unknown kind of metric: " + snapshot.getClass());
    }
  }

  private static void histogram(
      MetricDef def, HistogramSnapshot.HistogramDataPointSnapshot point, Samples out) {
    ClassicHistogramBuckets buckets =
        point.hasClassicHistogramData() ? point.getClassicBuckets() : ClassicHistogramBuckets.EMPTY;
    int finite = 0;
    while (finite < buckets.size() && buckets.getUpperBound(finite) < Double.POSITIVE_INFINITY) {
      finite++;
    }
    double[] bounds = new double[finite];
    double[] counts = new double[finite];
    long cumulative = 0;
    for (int i = 0; i < finite; i++) {
      cumulative += buckets.getCount(i);
      bounds[i] = buckets.getUpperBound(i);
      counts[i] = cumulative;
    }
    String[] labels = values(def, point.getLabels());
    out.histogram(def, bounds, counts, point.getSum(), point.getCount(), labels);
  }

  private static void summary(
      MetricDef def, SummarySnapshot.SummaryDataPointSnapshot point, Samples out) {
    Quantiles quantiles = point.getQuantiles();
    double[] at = new double[quantiles.size()];
    double[] values = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = quantiles.get(i).getQuantile();
      values[i] = quantiles.get(i).getValue();
    }
    double count = point.hasCount() ? point.getCount() : Double.NaN;
    String[] labels = values(def, point.getLabels());
    out.summary(def, at, values, point.getSum(), count, labels);
  }

  /// Returns the label names of all data points, because two points of one metric may have different labels.
  private static String[] names(MetricSnapshot snapshot) {
    Set<String> names = new LinkedHashSet<>();
    for (DataPointSnapshot point : snapshot.getDataPoints()) {
      for (int i = 0; i < point.getLabels().size(); i++) {
        names.add(point.getLabels().getPrometheusName(i));
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
