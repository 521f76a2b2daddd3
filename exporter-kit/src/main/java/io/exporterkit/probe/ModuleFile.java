package io.exporterkit.probe;

import io.exporterkit.config.ConfigException;
import io.exporterkit.config.ConfigFile;
import io.exporterkit.metric.MetricDef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// The modules of a configuration file, which are replaced as a whole when the file is read again. Safe for use by
/// several threads.
///
/// @param <C> record of the whole file
/// @param <M> record of a module
public final class ModuleFile<C extends Record & Modules<M>, M extends ProbeModule> {
  private final Path file;
  private final Class<C> type;
  private final Collection<String> collectors;
  private volatile C current;

  /// A module that a request chose.
  ///
  /// @param config the whole file
  public record Chosen<C, M>(C config, String name, M module) {}

  /// Reads the file.
  ///
  /// @param collectors names of the collectors that modules may name
  /// @throws ConfigException when the content is refused; the message names file, line and column
  /// @throws IOException when the file cannot be read
  public ModuleFile(Path file, Class<C> type, Collection<String> collectors) throws IOException {
    this.file = file;
    this.type = type;
    this.collectors = collectors;
    this.current = read();
  }

  private C read() throws IOException {
    ConfigFile<C> read = ConfigFile.read(file, type);
    for (Map.Entry<String, M> entry : read.value().modules().entrySet()) {
      check(read, entry.getKey(), entry.getValue());
    }
    return read.value();
  }

  private void check(ConfigFile<C> read, String name, M module) throws ConfigException {
    Map<String, ?> credentials = read.value().credentials();
    Optional<String> missing = module.credentials().filter(key -> !credentials.containsKey(key));
    if (missing.isPresent()) {
      throw refusal(
          read,
          name,
          "credentials",
          "unknown credentials: want "
              + (credentials.isEmpty()
                  ? "an entry of that name below credentials"
                  : "one of " + String.join(", ", credentials.keySet())));
    }
    if (!collectors.containsAll(module.collectors())) {
      throw refusal(
          read,
          name,
          "collectors",
          "unknown collector: want some of "
              + String.join(", ", collectors.stream().sorted().toList()));
    }
    if (module.timeout().filter(timeout -> timeout.compareTo(Duration.ZERO) <= 0).isPresent()) {
      throw refusal(read, name, "timeout", "timeout is not positive: want a duration such as 5s");
    }
    for (String label : module.labels().keySet()) {
      if (!MetricDef.isLabelName(label) || label.startsWith("__")) {
        throw refusal(
            read, name, "labels", "not a name of a label: want letters, digits and _ as in team");
      }
    }
  }

  private static ConfigException refusal(
      ConfigFile<?> read, String module, String key, String what) {
    return read.refusal(what, "modules", module, key);
  }

  /// Reads the file again. The modules in use stay when the file is refused.
  ///
  /// @throws IOException as the constructor does
  public void reload() throws IOException {
    current = read();
  }

  /// Returns the file and the number of modules: `modules.yml: 3 modules`.
  @Override
  public String toString() {
    int number = current.modules().size();
    return file + ": " + number + (number == 1 ? " module" : " modules");
  }

  /// Returns the module of a name; the module [Modules#DEFAULT] for an empty name, if the file has one.
  ///
  /// @throws IllegalArgumentException when there is none of the name; the message lists the names
  public Optional<Chosen<C, M>> find(String name) {
    C config = current;
    String wanted = name.isEmpty() ? Modules.DEFAULT : name;
    M module = config.modules().get(wanted);
    if (module != null) {
      return Optional.of(new Chosen<>(config, wanted, module));
    }
    if (name.isEmpty()) {
      return Optional.empty();
    }
    throw new IllegalArgumentException(
        config.modules().isEmpty()
            ? "unknown module: the configuration file has none"
            : "unknown module: want one of "
                + String.join(", ", config.modules().keySet().stream().sorted().toList()));
  }
}
