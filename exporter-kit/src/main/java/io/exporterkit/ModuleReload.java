package io.exporterkit;

import io.exporterkit.options.OptionValues;
import io.exporterkit.probe.ModuleFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A reload of the modules, and of what else the exporter reads again. The modules in use stay when one of the files is
/// refused.
///
/// @param others files of the exporter itself; empty for none
record ModuleReload(ModuleFile<?, ?> modules, Optional<Reload> others) implements Reload {
  /// Returns the reload of an exporter; empty when there is nothing to read again.
  static Optional<Reload> of(
      Optional<ModuleFile<?, ?>> modules, Optional<FromOptions<Reload>> others, OptionValues values)
      throws IOException {
    Optional<Reload> own =
        others.isPresent() ? Optional.of(others.get().make(values)) : Optional.empty();
    return modules.isEmpty() ? own : Optional.of(new ModuleReload(modules.get(), own));
  }

  @Override
  public Result reload() {
    List<String> wrong = new ArrayList<>();
    List<String> done = new ArrayList<>();
    switch (others.isPresent() ? others.get().reload() : new Nothing("")) {
      case Failed(List<String> reasons) -> wrong.addAll(reasons);
      case Done(String what) -> done.add(what);
      case Nothing _ -> {
        // the modules are read again anyway
      }
    }
    try {
      modules.reload();
      done.add(modules.toString());
    } catch (IOException e) {
      wrong.add(String.valueOf(e.getMessage()));
    }
    return wrong.isEmpty() ? new Done(String.join(", ", done)) : new Failed(wrong);
  }
}
