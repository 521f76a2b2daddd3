package io.exporterkit;

import io.exporterkit.time.Deadline;

/// A way to open sessions with targets, and what sessions share, such as a [io.exporterkit.net.Dialer]. Called by
/// several threads at the same time.
///
/// @param <A> address of a target
/// @param <S> session, which its scrape closes
@FunctionalInterface
public interface Sessions<A, S extends AutoCloseable> extends AutoCloseable {
  /// Opens a session. When this method returns, `up` is 1; when it throws, `up` is 0 and the message is the reason.
  ///
  /// @param deadline of the scrape; the session keeps it, and waits no longer
  /// @return never null
  /// @throws Exception when the target cannot be reached. In the message, which becomes a label, numbers are replaced
  ///     by `N` and values of secret options are hidden
  S open(A address, Deadline deadline) throws Exception;

  /// Closes what the sessions share. Called once, after the last request has ended. The default does nothing.
  @Override
  default void close() {}
}
