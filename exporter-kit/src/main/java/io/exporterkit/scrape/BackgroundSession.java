package io.exporterkit.scrape;

import io.exporterkit.metric.Samples;
import io.exporterkit.time.Deadline;

/// A target in one run of a background collector. Its history is that of the collector.
///
/// Where scrapes open sessions, too, they log that the target is down: then a run does not log it again.
final class BackgroundSession<S extends AutoCloseable> implements Target<S> {
  private final Target<S> target;
  private final ScrapeHistory history;
  private final boolean isAlone;
  private final ScrapeHistory ofDown = new ScrapeHistory();
  private volatile boolean isDown;

  /// @param isAlone whether no scrape opens sessions with the target
  BackgroundSession(Target<S> target, ScrapeHistory history, boolean isAlone) {
    this.target = target;
    this.history = history;
    this.isAlone = isAlone;
  }

  @Override
  public S open(Deadline deadline, Samples out) throws Exception {
    isDown = !isAlone;
    S session = target.openInBackground(deadline);
    isDown = false;
    return session;
  }

  @Override
  public String name() {
    return target.name();
  }

  @Override
  public ScrapeHistory history() {
    return isDown ? ofDown : history;
  }

  @Override
  public String clean(String reason) {
    return target.clean(reason);
  }

  @Override
  public int longestReason() {
    return target.longestReason();
  }

  @Override
  public boolean isLogged() {
    return target.isLogged() && !isDown;
  }
}
