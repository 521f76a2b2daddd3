package io.exporterkit.probe;

import io.exporterkit.metric.Samples;
import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.Target;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/// A target that can never be opened, since its text is none: always down, so that an alert on `up == 0` fires.
///
/// @param name as far as it may be shown; empty where it is in doubt
/// @param reason why it cannot be opened
/// @param labels of all samples
/// @param onOpen adds the samples that an attempt to open it leaves
/// @param isLogged whether the log names it
/// @param history of its own, as nothing is remembered of it
/// @param <S> the session that is never opened
public record UnusableTarget<S extends AutoCloseable>(
    String name,
    String reason,
    Map<String, String> labels,
    Consumer<Samples> onOpen,
    boolean isLogged,
    ScrapeHistory history)
    implements Target<S> {
  public UnusableTarget {
    name = name.isEmpty() ? "unusable target" : name;
    labels = Map.copyOf(labels);
  }

  /// Makes one with a history of its own.
  public UnusableTarget(
      String name,
      String reason,
      Map<String, String> labels,
      Consumer<Samples> onOpen,
      boolean isLogged) {
    this(name, reason, labels, onOpen, isLogged, new ScrapeHistory());
  }

  @Override
  public S open(Deadline deadline, Samples out) throws IOException {
    onOpen.accept(out);
    throw new IOException(reason);
  }
}
