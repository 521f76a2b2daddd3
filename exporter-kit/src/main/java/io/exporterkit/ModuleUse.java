package io.exporterkit;

import io.exporterkit.config.Secrets;
import io.exporterkit.probe.ModuleFile;
import io.exporterkit.probe.Modules;
import io.exporterkit.probe.ProbeModule;
import io.exporterkit.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The use of a module by a request. Two uses of the same module of the same file are equal. Immutable.
///
/// @param module with the file that was read last
/// @param sessions open the sessions
/// @param <A> address of a target
/// @param <S> session
record ModuleUse<A, S extends AutoCloseable>(
    ModuleFile.Chosen<?, ? extends ProbeModule> module, Sessions<A, S> sessions) {

  /// Opens a session with the settings of the module, if the sessions of the exporter depend on modules.
  S open(A address, Deadline deadline) throws Exception {
    return sessions instanceof ModuleSessions<A, ?, ?, S> modular
        ? open(modular, address, deadline)
        : sessions.open(address, deadline);
  }

  // The file was read into the record of the exporter, whose modules its sessions expect.
  @SuppressWarnings("unchecked")
  private <C extends Record & Modules<M>, M extends ProbeModule> S open(
      ModuleSessions<A, C, M, S> modular, A address, Deadline deadline) throws Exception {
    return modular.open(address, (C) module.config(), (M) module.module(), deadline);
  }

  List<String> collectors() {
    return module.module().collectors();
  }

  Optional<Duration> timeout() {
    return module.module().timeout();
  }

  Map<String, String> labels() {
    return module.module().labels();
  }

  /// Returns the texts that no reason and no log of a probe may show.
  List<String> secrets() {
    return Secrets.in((Record) module.config());
  }
}
