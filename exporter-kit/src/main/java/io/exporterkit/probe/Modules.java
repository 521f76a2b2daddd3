package io.exporterkit.probe;

import java.util.Map;

/// A configuration file of modules. An exporter declares a record for the whole file that implements this interface, as
/// [io.exporterkit.config.ConfigFile] reads it.
///
/// ```java
/// record QueueConfig(Map<String, Login> credentials, Map<String, QueueModule> modules)
///     implements Modules<QueueModule> {}
///
/// record Login(String username, Secret password) {}
/// ```
///
/// @param <M> record of a module
public interface Modules<M extends ProbeModule> {
  /// The name of the module for requests that name none.
  String DEFAULT = "default";

  /// Returns the modules by name.
  Map<String, M> modules();

  /// Returns the credentials by the names that modules refer to. By default there are none.
  default Map<String, ?> credentials() {
    return Map.of();
  }
}
