package io.exporterkit;

import io.exporterkit.options.OptionValues;
import io.exporterkit.time.Deadline;

/// How a session with a target is opened. Called by several threads at the same time.
///
/// @param <A> address of a target
/// @param <S> session, which its scrape closes
@FunctionalInterface
public interface Sessions<A, S extends AutoCloseable> {
  /// Opens a session. When this method returns, `up` is 1; when it throws, `up` is 0 and the message is the reason.
  ///
  /// @param values of all options
  /// @param deadline of the scrape; the session keeps it, and waits no longer
  /// @throws Exception when the target cannot be reached; the message holds no number that changes from scrape to
  ///     scrape, because it becomes a label. Values of secret options in it are hidden
  S open(A address, OptionValues values, Deadline deadline) throws Exception;
}
