package io.exporterkit.probe;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import io.exporterkit.scrape.ScrapeResult;
import io.exporterkit.scrape.Target;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The last probes, with outcome, duration, reason and log: 50 that were complete, and 50 others, so that failures stay
/// while many probes succeed. Texts are kept without the secrets of their targets. Safe for use by several threads.
public final class RecentProbes {
  private static final int MOST_OF_EACH = 50;

  private final InstantSource clock;
  private final Deque<RecentProbe> complete = new ArrayDeque<>();
  private final Deque<RecentProbe> others = new ArrayDeque<>();
  private long last;

  public RecentProbes(InstantSource clock) {
    this.clock = clock;
  }

  /// Records a probe whose answer is due now.
  ///
  /// @param path of the request, without its parameters
  public RecentProbe add(String path, Target<?> target, ScrapeResult result) {
    return add(path, target.mask(target.name()), outcome(result), result, target);
  }

  private synchronized RecentProbe add(
      String path, String name, String outcome, ScrapeResult result, Target<?> target) {
    Instant at = clock.instant().minus(result.duration());
    RecentProbe probe = new RecentProbe(++last, at, path, name, outcome, result, target);
    Deque<RecentProbe> to = outcome.equals("ok") ? complete : others;
    if (to.size() == MOST_OF_EACH) {
      to.removeFirst();
    }
    to.addLast(probe);
    return probe;
  }

  private static String outcome(ScrapeResult result) {
    if (result.refusal().isPresent()) {
      return "refused";
    }
    return !result.up() ? "down" : result.reason().isEmpty() ? "ok" : "partial";
  }

  /// Returns the probe with this number; empty when there is none any more.
  public Optional<RecentProbe> find(long number) {
    return all().stream().filter(probe -> probe.number() == number).findFirst();
  }

  /// Returns all probes, the newest first.
  public List<RecentProbe> all() {
    List<RecentProbe> all;
    synchronized (this) {
      all = new ArrayList<>(complete);
      all.addAll(others);
    }
    all.sort(Comparator.comparingLong(RecentProbe::number).reversed());
    return all;
  }

  /// Returns all probes as JSON, the newest first.
  ///
  /// Out: `[{"number":7,"time":"2026-01-02T15:04:05Z","path":"/probe","target":"h:11211","outcome":"partial",
  /// "seconds":0.012,"reason":"slabs: timed out","collectors":[{"name":"slabs","outcome":"timed_out",
  /// "seconds":0.009,"reason":"timed out"}]}]`
  public String json() {
    JsonStringWriter json = JsonWriter.string().array();
    for (RecentProbe probe : all()) {
      json.object()
          .value("number", probe.number())
          .value("time", probe.at().toString())
          .value("path", probe.path())
          .value("target", probe.target())
          .value("outcome", probe.outcome())
          .value("seconds", probe.seconds())
          .value("reason", probe.reason())
          .array("collectors");
      for (ScrapeResult.Ended ended : probe.collectors()) {
        json.object()
            .value("name", ended.collector())
            .value("outcome", ended.outcome().word())
            .value("seconds", RecentProbe.seconds(ended.duration()))
            .value("reason", ended.outcome().reason())
            .end();
      }
      json.end().end();
    }
    return json.end().done();
  }
}
