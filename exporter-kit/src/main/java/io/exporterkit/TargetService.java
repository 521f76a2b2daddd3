package io.exporterkit;

import io.exporterkit.net.RefusedTargetException;
import io.exporterkit.options.Option;
import io.exporterkit.options.OptionTable;
import io.exporterkit.options.OptionValues;
import io.exporterkit.probe.AllowedTargets;
import io.exporterkit.probe.KnownTargets;
import io.exporterkit.probe.ModuleFile;
import io.exporterkit.scrape.Collector;
import io.exporterkit.time.Ticker;
import io.exporterkit.web.BadRequestException;
import io.exporterkit.web.Handler;
import io.exporterkit.web.LandingPage;
import io.exporterkit.web.Request;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The service of a [TargetExporter].
final class TargetService<A, S extends AutoCloseable> implements Service<S> {
  private static final int MOST_TARGETS = 5000;
  private static final Duration FORGET_AFTER = Duration.ofMinutes(10);
  private static final String PARAMETER = "target";
  private static final String MODULE = "module";

  private final String namespace;
  private final TargetExporter<A, S> exporter;
  private final OptionValues values;
  private final List<String> secrets = new ArrayList<>();
  private final Sessions<A, S> sessions;
  private final List<Collector<? super S>> collectors = new ArrayList<>();
  private final Optional<Reload> reload;
  private final Optional<A> target;
  private final Map<String, String> constantLabels;
  private final Optional<TargetCheck<A>> check;
  private final KnownTargets<Key<A, S>, AddressTarget<A, S>> targets;

  private final Optional<ModuleFile<?, ?>> modules;

  /// @param probed whether a request named the target, whose addresses are then checked
  private record Key<A, S extends AutoCloseable>(
      A address, boolean probed, Optional<ModuleUse<A, S>> module) {}

  TargetService(
      String namespace, TargetExporter<A, S> exporter, OptionTable table, OptionValues values)
      throws IOException {
    this.namespace = namespace;
    this.exporter = exporter;
    this.values = values;
    for (Option<?> option : table.options()) {
      if (option.isSecret()) {
        secrets.add(values.get(option).toString());
      }
    }
    secrets.removeIf(String::isEmpty);
    constantLabels = Map.copyOf(exporter.constantLabels.make(values));
    target = exporter.target.flatMap(address -> address.apply(values));
    check =
        exporter.probes.isEmpty()
            ? Optional.empty()
            : Optional.of(new TargetCheck<>(AllowedTargets.of(values.get(TargetExporter.ALLOW))));
    sessions = exporter.sessions.make(values);
    targets = new KnownTargets<>(MOST_TARGETS, FORGET_AFTER, _ -> {}, Ticker.system());
    boolean complete = false;
    try {
      makeCollectors();
      modules = exporter.moduleFile(values, collectors.stream().map(Collector::name).toList());
      reload = ModuleReload.of(modules, exporter.reload, values);
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  @Override
  public String namespace() {
    return namespace;
  }

  private void makeCollectors() throws IOException {
    for (TargetExporter.Switched<S> switched : exporter.collectors) {
      if (switched.flag().isPresent() && !values.get(switched.flag().get())) {
        continue;
      }
      Collector<? super S> collector = switched.collector().make(values);
      String name = switched.name().orElse(collector.name());
      if (!name.equals(collector.name())) {
        throw new IllegalArgumentException(
            "collector " + collector.name() + " has the flag of collector " + name);
      }
      if (switched.flag().isPresent() && collector.isRequired()) {
        throw new IllegalArgumentException(
            "collector " + name + " is required, and has a flag that switches it off");
      }
      collectors.add(collector);
    }
  }

  @Override
  public List<Collector<? super S>> collectors() {
    return collectors;
  }

  @Override
  public Optional<Probe<S>> target() {
    return target.map(address -> probe(new Key<>(address, false, Optional.empty())));
  }

  @Override
  public LandingPage landing(LandingPage page) {
    return exporter.panels.map(page::live).orElse(page);
  }

  private Probe<S> probe(Key<A, S> key) {
    AddressTarget<A, S> known =
        targets.get(
            key,
            wanted ->
                new AddressTarget<>(
                    wanted.address,
                    sessions,
                    exporter.targetLabels.apply(wanted.address),
                    secrets,
                    wanted.probed ? check : Optional.empty(),
                    wanted.module));
    Optional<List<String>> chosen =
        key.module.map(ModuleUse::collectors).filter(names -> !names.isEmpty());
    return new Probe<>(
        known, known, chosen.map(this::named), key.module.flatMap(ModuleUse::timeout));
  }

  /// Returns the collectors of these names, and the required ones, in their order.
  private List<Collector<? super S>> named(List<String> names) {
    return collectors.stream()
        .filter(collector -> collector.isRequired() || names.contains(collector.name()))
        .toList();
  }

  @Override
  public Map<String, String> constantLabels() {
    return constantLabels;
  }

  @Override
  public Map<String, ProbeParser<S>> probes() {
    Map<String, ProbeParser<S>> all = new LinkedHashMap<>();
    exporter.probes.forEach((path, probed) -> {
      String example = path + "?" + PARAMETER + "=" + probed.example();
      all.put(path, new ProbeParser<>(example, request -> parse(request, probed, example)));
    });
    return all;
  }

  private Probe<S> parse(Request request, TargetExporter.Probed<A> probed, String example)
      throws BadRequestException, RefusedTargetException {
    String text = request.parameter(PARAMETER);
    if (text.isEmpty()) {
      throw new BadRequestException("parameter 'target' is missing: want " + example);
    }
    A address;
    try {
      address = probed.parser().parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("parameter 'target': " + e.getMessage());
    }
    check.orElseThrow().check(address);
    return probe(new Key<>(address, true, module(request)));
  }

  private Optional<ModuleUse<A, S>> module(Request request) throws BadRequestException {
    if (exporter.modules.isEmpty()) {
      return Optional.empty();
    }
    String name = request.parameter(MODULE);
    if (modules.isEmpty()) {
      if (name.isEmpty()) {
        return Optional.empty();
      }
      throw new BadRequestException(
          "parameter 'module': there are no modules, because config.file is not set");
    }
    try {
      return modules.get().find(name).map(chosen -> new ModuleUse<>(chosen, sessions));
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("parameter 'module': " + e.getMessage());
    }
  }

  @Override
  public Map<String, Handler> handlers() {
    return exporter.handlers;
  }

  @Override
  public List<PrometheusRegistry> registries() {
    return exporter.registries;
  }

  /// Returns the file of the modules and their number.
  String modulesLine() {
    return modules.orElseThrow().toString();
  }

  @Override
  public Optional<Reload> reload() {
    return reload;
  }

  @Override
  public void close() {
    targets.close();
    check.ifPresent(TargetCheck::close);
    sessions.close();
  }
}
