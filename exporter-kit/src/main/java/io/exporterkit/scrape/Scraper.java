package io.exporterkit.scrape;

import io.exporterkit.metric.Catalogue;
import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Runs scrapes: equal ones at the same time as one, no more at a time than a limit, each no longer than its deadline. Safe for use
/// by several threads.
///
/// @param <S> the session its collectors read from
public final class Scraper<S extends AutoCloseable> {
  /// Time, at most, by which a scrape has to end before the answer is due.
  private static final long MOST_RESERVE_NANOS = Duration.ofMillis(45).toNanos();

  private static final int MOST_KNOWN = 16;

  /// Scrapes that may run at the same time, where nothing else is said.
  public static final int DEFAULT_LIMIT = 40;

  private final String namespace;
  private final CheckedCollectors<S> collectors;
  private final Conflicts conflicts = new Conflicts();
  // Collectors of requests that were checked last, and those of the scraper, which come first.
  private volatile List<CheckedCollectors<S>> known;
  private final Ticker ticker;
  private final Places places;
  private final ConcurrentMap<Object, Scrape<S>> running = new ConcurrentHashMap<>();
  private final Counter rejected;
  private final Counter ended;

  /// With the [#DEFAULT_LIMIT] and the system's clock.
  public Scraper(
      String namespace,
      List<? extends Collector<? super S>> collectors,
      PrometheusRegistry registry) {
    this(namespace, collectors, DEFAULT_LIMIT, Ticker.system(), registry);
  }

  /// @param namespace prefix of all names, without the underscore; empty for none
  /// @param collectors run in this order
  /// @param limit scrapes that may run at the same time
  /// @param registry where the scraper's own metrics go, which are of all targets together
  /// @throws IllegalArgumentException when the namespace is no prefix of names, the limit is below 1, a name of a collector is not of
  ///     lower case letters, digits and `_`, two collectors have one name, or one of them declares a metric that another one declares
  ///     with another type or other labels, or that the scraper itself emits
  public Scraper(
      String namespace,
      List<? extends Collector<? super S>> collectors,
      int limit,
      Ticker ticker,
      PrometheusRegistry registry) {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit of " + limit + " scrapes lets none through");
    }
    if (!namespace.isEmpty() && !MetricDef.isMetricName(namespace)) {
      throw new IllegalArgumentException("not a namespace: '" + namespace + "'");
    }
    this.namespace = namespace;
    this.collectors = CheckedCollectors.of(collectors);
    this.known = List.of(this.collectors);
    this.ticker = ticker;
    this.places = new Places(limit, ticker);
    this.rejected =
        Counter.builder()
            .name(ScrapeMetrics.REJECTED.nameIn(namespace))
            .help(ScrapeMetrics.REJECTED.help())
            .register(registry);
    CounterWithCallback.builder()
        .name(ScrapeMetrics.DROPPED.nameIn(namespace))
        .help(ScrapeMetrics.DROPPED.help())
        .callback(callback -> callback.call(conflicts.samples()))
        .register(registry);
    this.ended =
        Counter.builder()
            .name(ScrapeMetrics.ENDED.nameIn(namespace))
            .help(ScrapeMetrics.ENDED.help())
            .labelNames("outcome")
            .register(registry);
    for (String ending : List.of(Scrape.OK, Scrape.PARTIAL, Scrape.DOWN)) {
      ended.initLabelValues(ending);
    }
    GaugeWithCallback.builder()
        .name(ScrapeMetrics.IN_FLIGHT.nameIn(namespace))
        .help(ScrapeMetrics.IN_FLIGHT.help())
        .callback(callback -> callback.call(places.taken()))
        .register(registry);
  }

  /// Returns the count of samples that were dropped because they contradict others: those of scrapes, and those of pages that are written
  /// with it. Its metric is `exporter_samples_dropped_total`.
  public Conflicts conflicts() {
    return conflicts;
  }

  /// All metrics a scrape can emit, and the scraper's own.
  public Catalogue catalogue() {
    List<MetricDef> all = new ArrayList<>(ScrapeMetrics.ALL);
    collectors.all().forEach(collector -> all.addAll(collector.metrics()));
    return Catalogue.of(all);
  }

  /// Scrapes a target, or joins the scrape of an equal key that runs already, which then lasts until the later of the two
  /// deadlines. Returns before the deadline, with what is there by then.
  ///
  /// So that the answer can begin in time, the target and its collectors have to end earlier: the deadline that they see lies an eighth
  /// of the time left before the one of this call, and 45 ms at most. A scrape that ends at that deadline reports its own reasons. A
  /// scrape that still runs at a third of the reserve is interrupted, so that collectors behind the one that hangs can emit what was
  /// read already. At two thirds of it the page is made, also of what the collector that hangs has emitted. A scrape that hangs is joined no
  /// more, and keeps its place among those that may run until it ends.
  ///
  /// @param key all that makes two requests equal: target and parameters, with value equality
  /// @throws BusyException when as many scrapes as allowed are running
  public ScrapeResult scrape(Object key, Target<S> target, Deadline deadline)
      throws BusyException, InterruptedException {
    return scrape(key, target, collectors, deadline);
  }

  /// The same with the collectors of one request, whose parameters say what they read; the key must tell requests with other
  /// parameters apart.
  ///
  /// @param own run in this order, in place of the scraper's
  /// @throws IllegalArgumentException when the constructor would refuse them
  public ScrapeResult scrape(
      Object key, Target<S> target, List<? extends Collector<? super S>> own, Deadline deadline)
      throws BusyException, InterruptedException {
    return scrape(key, target, checked(own), deadline);
  }

  private ScrapeResult scrape(
      Object key, Target<S> target, CheckedCollectors<S> checked, Deadline deadline)
      throws BusyException, InterruptedException {
    long left = Math.max(0, deadline.nanosAfter(ticker.nanos()));
    long reserve = Math.min(left / 8, MOST_RESERVE_NANOS);
    Scrape<S> scrape = joinOrStart(key, target, checked, deadline.before(reserve));
    scrape.await(deadline.before(reserve * 2 / 3), deadline.before(reserve / 3));
    return scrape.result();
  }

  private CheckedCollectors<S> checked(List<? extends Collector<? super S>> own) {
    List<CheckedCollectors<S>> before = known;
    Optional<CheckedCollectors<S>> found = CheckedCollectors.find(own, before);
    if (found.isPresent()) {
      return found.get();
    }
    CheckedCollectors<S> checked = CheckedCollectors.of(own);
    List<CheckedCollectors<S>> after = new ArrayList<>(before);
    after.add(1, checked);
    known = List.copyOf(after.subList(0, Math.min(after.size(), MOST_KNOWN)));
    return checked;
  }

  private Scrape<S> joinOrStart(
      Object key, Target<S> target, CheckedCollectors<S> own, Deadline deadline)
      throws BusyException {
    // Decided in one step for each key: of two equal requests at the same time, one takes a place
    // and the other joins.
    Claim<S> claim = new Claim<>();
    running.compute(
        key,
        (_, current) -> {
          if (current != null && current.join(deadline)) {
            claim.scrape = current;
            return current;
          }
          boolean late = target.history().wasLate();
          if (current != null && current.isOver()) {
            late =
                current
                    .handPlaceOn(); // about to be freed: an equal request need not look for another
          } else if (!places.take(late)) {
            return current;
          }
          claim.scrape = new Scrape<>(namespace, target, own, deadline, ticker, conflicts, late);
          claim.isNew = true;
          return claim.scrape;
        });
    Scrape<S> scrape = claim.scrape;
    if (scrape == null) {
      rejected.inc();
      throw new BusyException(places.limit());
    }
    if (claim.isNew) {
      start(key, scrape, target.name());
    }
    return scrape;
  }

  /// What came of asking for a scrape: null where there is no place for it.
  private static final class Claim<S extends AutoCloseable> {
    private @Nullable Scrape<S> scrape;
    private boolean isNew;
  }

  private void start(Object key, Scrape<S> scrape, String name) {
    boolean started = false;
    try {
      Thread.ofVirtual().name("scrape " + name).start(() -> run(key, scrape));
      started = true;
    } finally {
      if (!started) { // no memory for a thread
        end(key, scrape);
      }
    }
  }

  private void run(Object key, Scrape<S> scrape) {
    try {
      scrape.run();
      ended.labelValues(scrape.ending()).inc();
    } finally {
      end(key, scrape);
    }
  }

  /// Frees the place, and then lets go who waits for the scrape: whoever has the answer may ask again, and finds the place free.
  private void end(Object key, Scrape<S> scrape) {
    running.compute(
        key,
        (_, current) -> {
          // In the same step, so that an equal request finds either the scrape or its place.
          if (scrape.hasPlace()) {
            places.free(scrape.isPlaceOfLate());
          }
          return current == scrape ? null : current;
        });
    scrape.release();
  }

  /// As many scrapes as allowed are running.
  public static final class BusyException extends Exception {
    private static final long serialVersionUID = 1;

    BusyException(int limit) {
      super("busy: " + limit + " scrapes are running, and no more are allowed");
    }
  }
}
