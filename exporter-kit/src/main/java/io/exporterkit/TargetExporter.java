package io.exporterkit;

import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.options.Parser;
import io.exporterkit.options.Parsers;
import io.exporterkit.probe.AllowedTarget;
import io.exporterkit.probe.ModuleFile;
import io.exporterkit.probe.Modules;
import io.exporterkit.probe.ProbeModule;
import io.exporterkit.scrape.Collector;
import io.exporterkit.web.Handler;
import io.exporterkit.web.LivePanels;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The usual exporter: a session is opened with a target, and collectors read from it. See [Exporter].
///
/// The methods change this object and return it, until one of `run` and `start` is called. Used by one thread.
///
/// @param <A> address of a target, with value equality; its text, without the user and password of a URI, is the
///     target's name in logs
/// @param <S> session
public final class TargetExporter<A, S extends AutoCloseable> {
  /// The option of the targets that requests may name, which an exporter with probes has.
  static final Option<List<AllowedTarget>> ALLOW =
      Option.of(
              "probe.allow",
              "",
              "Targets that requests may name: hosts (also *.example.org), addresses, ranges such as 10.0.0.0/8, with or without a scheme and :port, and unix:/path. Empty: all, except link-local and cloud metadata addresses and unix sockets.",
              AllowedTarget.parser(
                      Map.of(
                          "tcp", Transport.TCP,
                          "tls", Transport.TLS,
                          "http", Transport.TCP,
                          "https", Transport.TLS))
                  .list())
          .group("probes");

  private static final Option<Optional<Path>> CONFIG_FILE =
      Option.of(
              "config.file",
              "",
              "YAML file of the modules that requests may choose by the parameter module.",
              Parsers.optional(Parsers.path()))
          .group("probes")
          .file();
  private static final Option<Boolean> CONFIG_CHECK =
      Option.flag("config.check", null, false, "Check config.file, and exit.").group("probes");

  private final Exporter exporter;
  final FromOptions<Sessions<A, S>> sessions;
  final List<Switched<S>> collectors = new ArrayList<>();
  final Map<String, Probed<A>> probes = new LinkedHashMap<>();
  final Map<String, Handler> handlers = new LinkedHashMap<>();
  final List<PrometheusRegistry> registries = new ArrayList<>();
  Optional<Function<OptionValues, Optional<A>>> target = Optional.empty();
  private Optional<Option<A>> targetOption = Optional.empty();
  Optional<FromOptions<Reload>> reload = Optional.empty();
  Optional<LivePanels> panels = Optional.empty();
  Optional<Class<? extends Record>> modules = Optional.empty();
  FromOptions<Map<String, String>> constantLabels = _ -> Map.of();
  Function<A, Map<String, String>> targetLabels = _ -> Map.of();

  /// A collector, and the flag that switches it on or off; empty where it always runs.
  record Switched<S>(
      Optional<Option<Boolean>> flag,
      Optional<String> name,
      FromOptions<? extends Collector<? super S>> collector) {}

  /// A reader of the parameter `target`, and a text that it can read.
  record Probed<A>(Parser<A> parser, String example) {}

  TargetExporter(Exporter exporter, FromOptions<Sessions<A, S>> sessions) {
    this.exporter = exporter;
    this.sessions = sessions;
  }

  /// Adds a collector, behind those that were added before. The flag `collector.NAME` switches it off, unless it is
  /// required.
  public TargetExporter<A, S> collector(Collector<? super S> collector) {
    if (collector.isRequired()) {
      collectors.add(new Switched<>(Optional.empty(), Optional.empty(), _ -> collector));
      return this;
    }
    return collector(collector.name(), true, _ -> collector);
  }

  /// Adds a collector that is made from the values of options, behind those that were added before. It always runs.
  ///
  /// @param collector makes the collector, once
  public TargetExporter<A, S> collector(FromOptions<? extends Collector<? super S>> collector) {
    collectors.add(new Switched<>(Optional.empty(), Optional.empty(), collector));
    return this;
  }

  /// Adds a collector that is made from the values of options, behind those that were added before. The flag
  /// `collector.NAME` switches it on or off.
  ///
  /// @param name of the collector; at start the collector is refused when it has another name
  /// @param isOn whether the collector runs when the flag is not set
  /// @param collector makes the collector, once, when it is switched on
  public TargetExporter<A, S> collector(
      String name, boolean isOn, FromOptions<? extends Collector<? super S>> collector) {
    Option<Boolean> flag =
        Option.flag("collector." + name, null, isOn, "Whether the collector " + name + " runs.")
            .group("collectors");
    collectors.add(new Switched<>(Optional.of(flag), Optional.of(name), collector));
    return this;
  }

  /// Sets the option that holds the address of the telemetry path's target. Without any, the telemetry path has the
  /// exporter's own metrics alone.
  public TargetExporter<A, S> target(Option<A> address) {
    targetOption = Optional.of(address);
    return target(values -> Optional.of(values.get(address)));
  }

  /// Returns the option of [#target(Option)], for documents and tests; empty when there is none.
  public Optional<Option<A>> targetOption() {
    return targetOption;
  }

  /// Sets how the address of the telemetry path's target follows from the options; empty for none.
  public TargetExporter<A, S> target(Function<OptionValues, Optional<A>> address) {
    target = Optional.of(address);
    return this;
  }

  /// Adds a path whose requests name the target in the parameter `target`. The flag `probe.allow` lists the targets
  /// that requests may name; a request for another one is answered 403, and nothing is sent to its target.
  ///
  /// The name of an [InetSocketAddress] or [io.exporterkit.net.Endpoint] is looked up and checked once, and sessions
  /// are opened with the resolved address. A [java.net.URI] is checked as well, but opened with its name, which an HTTP
  /// client looks up again. Addresses of other types cannot be checked: with `probe.allow`, all are refused.
  ///
  /// @param path such as `/probe`
  /// @param parser of the parameter; its errors are answered 400
  /// @param example of the parameter, for the landing page: `host:11211`
  public TargetExporter<A, S> probes(String path, Parser<A> parser, String example) {
    probes.put(path, new Probed<>(parser, example));
    return this;
  }

  /// Adds modules, which requests choose by the parameter `module`. The flag `config.file` names their file, which
  /// `/-/reload` and SIGHUP read again, and `config.check` checks the file and exits. Sessions that depend on the
  /// module implement [ModuleSessions].
  ///
  /// @param config record of the whole file; see [Modules]
  public <M extends ProbeModule, C extends Record & Modules<M>> TargetExporter<A, S> modules(
      Class<C> config) {
    modules = Optional.of(config);
    return this;
  }

  /// Returns the file that the options name; empty for none.
  ///
  /// @param names of the collectors
  // `modules` was set from a class of this bound.
  @SuppressWarnings({"unchecked", "rawtypes"})
  Optional<ModuleFile<?, ?>> moduleFile(OptionValues values, List<String> names)
      throws IOException {
    Optional<Path> file = modules.isEmpty() ? Optional.empty() : values.get(CONFIG_FILE);
    return file.isEmpty()
        ? Optional.empty()
        : Optional.of(new ModuleFile(file.get(), modules.get(), names));
  }

  /// Sets labels that every sample of every page has, values by name, such as `region`. A sample keeps a label of its
  /// own of that name.
  ///
  /// @throws IllegalArgumentException when a name is not one of the text format, or is reserved by Prometheus
  public TargetExporter<A, S> constantLabels(Map<String, String> labels) {
    Map<String, String> copy = Map.copyOf(labels);
    ConstantLabels.check(copy);
    return constantLabels(_ -> copy);
  }

  /// Sets labels that every sample of every page has, made from the values of options; see [#constantLabels(Map)].
  public TargetExporter<A, S> constantLabels(FromOptions<Map<String, String>> labels) {
    constantLabels = labels;
    return this;
  }

  /// Sets labels of the samples of a target, values by name, which follow from its address. The samples of the exporter
  /// about its scrapes and collectors do not have them.
  ///
  /// @param labels called for each target when it becomes known; an exception is an internal error of that request
  public TargetExporter<A, S> targetLabels(Function<A, Map<String, String>> labels) {
    targetLabels = labels;
    return this;
  }

  /// Adds a registry of the official client, whose metrics stand on the telemetry page.
  public TargetExporter<A, S> registry(PrometheusRegistry registry) {
    registries.add(registry);
    return this;
  }

  /// Adds another path.
  public TargetExporter<A, S> handler(String path, Handler handler) {
    handlers.put(path, handler);
    return this;
  }

  /// Sets the live part of the landing page.
  public TargetExporter<A, S> live(LivePanels live) {
    panels = Optional.of(live);
    return this;
  }

  /// Sets the reload of `/-/reload` and SIGHUP.
  public TargetExporter<A, S> reload(FromOptions<Reload> what) {
    reload = Optional.of(what);
    return this;
  }

  private Exporter whole() {
    for (Switched<S> collector : collectors) {
      collector.flag().ifPresent(exporter::options);
    }
    if (!probes.isEmpty()) {
      exporter.options(ALLOW);
    }
    if (modules.isPresent()) {
      exporter.options(CONFIG_FILE, CONFIG_CHECK).checking(this::check);
    }
    return exporter.serving(
        values -> new TargetService<>(exporter.name(), this, exporter.table(), values));
  }

  /// Returns the result of config.check; empty when the exporter is to serve.
  private Optional<String> check(OptionValues values) throws IOException {
    if (!values.get(CONFIG_CHECK)) {
      return Optional.empty();
    }
    if (values.get(CONFIG_FILE).isEmpty()) {
      throw values.refusal(CONFIG_CHECK, "there is no file to check: want config.file, too");
    }
    try (TargetService<A, S> service =
        new TargetService<>(exporter.name(), this, exporter.table(), values)) {
      return Optional.of(service.modulesLine());
    }
  }

  /// See [Exporter#run(String...)].
  public void run(String... args) {
    whole().run(args);
  }

  /// See [Exporter#start].
  public Start start(
      List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
    return whole().start(args, environment, out, err);
  }
}
