package io.exporterkit.probe;

import io.exporterkit.metric.Samples;
import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.Target;
import io.exporterkit.time.Deadline;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/// A target that can never be opened, because the text of the request does not name a target. Its scrapes always report
/// `up 0`, so that an alert on `up == 0` fires. Immutable except for the history; safe for use by several threads.
///
/// @param name as far as it may be shown; the empty text is replaced by `unusable target`
/// @param reason for which the target cannot be opened; becomes the message of an exception
/// @param labels constant labels of all samples
/// @param onOpen adds samples at each attempt to open the target
/// @param isLogged whether the log names the target
/// @param history outcomes of earlier scrapes
/// @param <S> type of the session, which is never opened
public record UnusableTarget<S extends AutoCloseable>(
    String name,
    String reason,
    Map<String, String> labels,
    Consumer<Samples> onOpen,
    boolean isLogged,
    ScrapeHistory history)
    implements Target<S> {
  /// Copies the labels, and replaces an empty name.
  public UnusableTarget {
    name = name.isEmpty() ? "unusable target" : name;
    labels = Map.copyOf(labels);
  }

  /// Makes a target with a history of its own, because nothing is kept of an unusable target between its scrapes.
  public UnusableTarget(
      String name,
      String reason,
      Map<String, String> labels,
      Consumer<Samples> onOpen,
      boolean isLogged) {
    this(name, reason, labels, onOpen, isLogged, new ScrapeHistory());
  }

  /// Adds the samples of `onOpen`, and always throws.
  ///
  /// @throws IOException with the reason
  @Override
  public S open(Deadline deadline, Samples out) throws IOException {
    onOpen.accept(out);
    throw new IOException(reason);
  }
}
