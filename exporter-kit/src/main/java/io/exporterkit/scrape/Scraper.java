package io.exporterkit.scrape;

import io.exporterkit.metric.Catalogue;
import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.SeriesLimits;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// A runner of scrapes. Requests with equal keys at the same time share one scrape, the number of scrapes at the same
/// time is limited, and each answer is returned before its deadline. Safe for use by several threads; needs no closing.
///
/// @param <S> type of the session that the collectors read from
public final class Scraper<S extends AutoCloseable> implements AutoCloseable {
  /// The longest time between the end of a scrape and the moment when the answer is due, in nanoseconds.
  private static final long MOST_RESERVE_NANOS = Duration.ofMillis(45).toNanos();

  private static final int MOST_KNOWN = 16;

  /// The limit of scrapes at the same time when no limit is set.
  public static final int DEFAULT_LIMIT = 40;

  private final String namespace;
  private final CheckedCollectors<S> collectors;
  private final Conflicts conflicts = new Conflicts();
  private final LimitedSeries limited;
  // The scraper's own collectors, then those of requests, most recent check first.
  private volatile List<CheckedCollectors<S>> known;
  private final Ticker ticker;
  private final Places places;
  private final BackgroundTargets<S> background;
  private final ConcurrentMap<Object, Scrape<S>> running = new ConcurrentHashMap<>();
  private final Counter rejected;
  private final Counter ended;

  /// Makes a scraper with the [#DEFAULT_LIMIT] and the system's clock.
  ///
  /// @throws IllegalArgumentException as the other constructor does
  public Scraper(
      String namespace,
      List<? extends Collector<? super S>> collectors,
      PrometheusRegistry registry) {
    this(namespace, collectors, DEFAULT_LIMIT, Ticker.system(), registry);
  }

  /// Makes a scraper, and registers its own metrics, which count the scrapes of all targets.
  ///
  /// @param namespace prefix of all metric names, without the underscore; empty for none
  /// @param collectors in the order in which they run
  /// @param limit largest number of scrapes at the same time
  /// @param registry receives the scraper's own metrics
  /// @throws IllegalArgumentException when the namespace is not a valid prefix of metric names, the limit is below 1,
  ///     the name of a collector is not made of lower case letters, digits and `_`, two collectors have the same name,
  ///     or a collector declares a metric that the scraper emits, or that another collector declares with another type
  ///     or other labels
  public Scraper(
      String namespace,
      List<? extends Collector<? super S>> collectors,
      int limit,
      Ticker ticker,
      PrometheusRegistry registry) {
    this(namespace, collectors, limit, SeriesLimits.NONE, ticker, registry);
  }

  /// Makes a scraper that drops the series beyond limits. Otherwise like the constructor with five parameters.
  ///
  /// @param limits of the series of one scrape
  /// @throws IllegalArgumentException as the other constructor does
  public Scraper(
      String namespace,
      List<? extends Collector<? super S>> collectors,
      int limit,
      SeriesLimits limits,
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
    this.limited = new LimitedSeries(namespace, limits, registry);
    this.background = new BackgroundTargets<>(namespace, limit, limited, ticker);
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

  /// Returns the count of samples that were dropped because they contradict other samples, in scrapes and in pages that
  /// are written with this object. The count is the metric `exporter_samples_dropped_total`. The same object at each
  /// call.
  public Conflicts conflicts() {
    return conflicts;
  }

  /// Returns all metrics that a scrape can emit, and the scraper's own metrics.
  public Catalogue catalogue() {
    List<MetricDef> all = new ArrayList<>(ScrapeMetrics.ALL);
    if (!collectors.hasBackground()) {
      all.remove(ScrapeMetrics.AGE);
    }
    collectors.all().forEach(collector -> all.addAll(collector.metrics()));
    return Catalogue.of(all);
  }

  /// Scrapes a target, or joins a running scrape with an equal key, which then lasts until the later of the two
  /// deadlines. Returns before the deadline, with the samples that were read by then.
  ///
  /// The deadline that the target and its collectors see is earlier, so that the answer can be sent in time. The
  /// difference, called the reserve, is an eighth of the time left, and at most 45 ms. A scrape that ends at the
  /// earlier deadline reports its own reasons. A scrape that still runs after a third of the reserve is interrupted, so
  /// that collectors behind a hanging one can emit the replies that were read before. After two thirds of the reserve,
  /// the result is made, including the samples that the hanging collector has added. No further request joins a hanging
  /// scrape, and the hanging scrape counts towards the limit until it ends.
  ///
  /// @param key all that makes two requests equal, such as target and parameters, with value equality
  /// @throws BusyException when the limit of scrapes at the same time is reached
  /// @throws InterruptedException when the calling thread is interrupted; the scrape goes on
  public ScrapeResult scrape(Object key, Target<S> target, Deadline deadline)
      throws BusyException, InterruptedException {
    return scrape(key, target, collectors, deadline);
  }

  /// The key of a scrape with some of the collectors of another scrape, whose background collectors are shown.
  ///
  /// @param whole key of the other scrape
  /// @param part what makes two such requests equal, with value equality
  public record Part(Object whole, Object part) {}

  /// Scrapes a target with the collectors of one request. Otherwise like the method with three parameters. When the
  /// collectors depend on parameters of the request, requests with different parameters must have different keys.
  ///
  /// @param own collectors in the order in which they run, used in place of the scraper's
  /// @throws IllegalArgumentException when the constructor would refuse the collectors
  /// @throws BusyException when the limit of scrapes at the same time is reached
  /// @throws InterruptedException when the calling thread is interrupted; the scrape goes on
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

  /// Starts the background collectors of the exporter's own target at once, whether the target is scraped or not. Those
  /// of another own target, set before, end. Without effect when the target is the own one already.
  ///
  /// @param key as in [#scrape]
  /// @param collectors of the target; empty for the scraper's
  /// @throws IllegalArgumentException when the constructor would refuse the collectors
  public void setOwnTarget(
      Object key, Target<S> target, Optional<List<? extends Collector<? super S>>> collectors) {
    background.setOwn(key, target, checked(collectors));
  }

  /// Returns the background collectors of the exporter's own target that had no success yet, by their names in the
  /// order of the collectors, each with a word on its last run: `not started`, `running`, `target down`, or an outcome.
  /// Empty when the exporter is ready.
  ///
  /// @param key as in [#setOwnTarget]
  /// @param collectors as in [#setOwnTarget]
  public Map<String, String> missing(
      Object key, Optional<List<? extends Collector<? super S>>> collectors) {
    return background.missing(key, checked(collectors));
  }

  /// Starts background collectors at once whose target was down at their last run, as after a reload of credentials.
  public void retryBackground() {
    background.retry();
  }

  /// Ends the runs of all background collectors, and waits for their end for up to five seconds. Scrapes go on.
  @Override
  public void close() {
    background.close();
  }

  BackgroundTargets<S> background() {
    return background;
  }

  private CheckedCollectors<S> checked(Optional<List<? extends Collector<? super S>>> own) {
    return own.isPresent() ? checked(own.get()) : collectors;
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
    // Atomic for each key: of two equal requests at the same time, one starts a scrape and the
    // other one joins that scrape.
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
            late = current.handPlaceOn(); // the ended scrape would free its place now
          } else if (!places.take(late)) {
            return current;
          }
          claim.scrape =
              new Scrape<>(
                  namespace,
                  target,
                  own,
                  key instanceof Part(Object whole, _)
                      ? background.known(whole)
                      : background.scraped(key, target, own),
                  deadline,
                  ticker,
                  conflicts,
                  limited,
                  late);
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

  /// A scrape that was joined or started; null when there was no free place.
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
      if (!started) { // not enough memory for a thread
        end(key, scrape);
      }
    }
  }

  private void run(Object key, Scrape<S> scrape) {
    try {
      scrape.run();
      scrape.discard();
      ended.labelValues(scrape.ending()).inc();
    } finally {
      end(key, scrape);
    }
  }

  /// Frees the place, and then ends the waiting of the requests. In this order, because a client may repeat its request
  /// as soon as the answer arrives, and must find the place free.
  private void end(Object key, Scrape<S> scrape) {
    running.compute(
        key,
        (_, current) -> {
          // Atomic, so that an equal request finds either the scrape or the free place.
          if (scrape.hasPlace()) {
            places.free(scrape.isPlaceOfLate());
          }
          return current == scrape ? null : current;
        });
    scrape.release();
  }

  /// A refusal to scrape, because the limit of scrapes at the same time is reached. The message contains the limit.
  public static final class BusyException extends Exception {
    private static final long serialVersionUID = 1;

    BusyException(int limit) {
      super("busy: " + limit + " scrapes are running, and no more are allowed");
    }
  }
}
