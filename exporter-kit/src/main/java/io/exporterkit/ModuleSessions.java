package io.exporterkit;

import io.exporterkit.probe.Modules;
import io.exporterkit.probe.ProbeModule;
import io.exporterkit.time.Deadline;

/// A way to open sessions that depends on the module of the request. See [TargetExporter#modules].
///
/// @param <A> address of a target
/// @param <C> record of the configuration file
/// @param <M> record of a module
/// @param <S> session, which its scrape closes
public interface ModuleSessions<
        A, C extends Record & Modules<M>, M extends ProbeModule, S extends AutoCloseable>
    extends Sessions<A, S> {
  /// Opens a session for a request that chose a module, or for which the file has a module `default`. Otherwise like
  /// [#open(Object, Deadline)].
  ///
  /// @param config the whole file, with the credentials that the module names
  /// @param deadline of the scrape, which the time-out of the module has shortened already
  /// @throws Exception as [#open(Object, Deadline)] does. The values of secrets in the file are not hidden in the
  ///     message
  S open(A address, C config, M module, Deadline deadline) throws Exception;
}
