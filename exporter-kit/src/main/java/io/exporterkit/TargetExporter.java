package io.exporterkit;

import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.options.Parser;
import io.exporterkit.scrape.Collector;
import io.exporterkit.web.Handler;
import io.exporterkit.web.LivePanels;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.PrintStream;
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

  /// Adds a path whose requests name the target in the parameter `target`.
  ///
  /// @param path such as `/probe`
  /// @param parser of the parameter; its errors are answered 400
  /// @param example of the parameter, for the landing page: `host:11211`
  public TargetExporter<A, S> probes(String path, Parser<A> parser, String example) {
    probes.put(path, new Probed<>(parser, example));
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
    return exporter.serving(
        values -> new TargetService<>(exporter.name(), this, exporter.table(), values));
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
