package io.exporterkit;

import io.exporterkit.options.Option;
import io.exporterkit.options.OptionTable;
import io.exporterkit.options.OptionValues;
import io.exporterkit.probe.KnownTargets;
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

  private final String namespace;
  private final TargetExporter<A, S> exporter;
  private final OptionValues values;
  private final List<String> secrets = new ArrayList<>();
  private final Sessions<A, S> sessions;
  private final List<Collector<? super S>> collectors = new ArrayList<>();
  private final Optional<Reload> reload;
  private final Optional<A> target;
  private final Map<String, String> constantLabels;
  private final KnownTargets<A, AddressTarget<A, S>> targets;

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
    sessions = exporter.sessions.make(values);
    targets = new KnownTargets<>(MOST_TARGETS, FORGET_AFTER, _ -> {}, Ticker.system());
    boolean complete = false;
    try {
      makeCollectors();
      reload =
          exporter.reload.isPresent()
              ? Optional.of(exporter.reload.get().make(values))
              : Optional.empty();
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
    return target.map(this::probe);
  }

  @Override
  public LandingPage landing(LandingPage page) {
    return exporter.panels.map(page::live).orElse(page);
  }

  private Probe<S> probe(A address) {
    AddressTarget<A, S> known =
        targets.get(
            address,
            wanted ->
                new AddressTarget<>(
                    wanted, sessions, exporter.targetLabels.apply(wanted), secrets));
    return new Probe<>(known, known);
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
      throws BadRequestException {
    String text = request.parameter(PARAMETER);
    if (text.isEmpty()) {
      throw new BadRequestException("parameter 'target' is missing: want " + example);
    }
    try {
      return probe(probed.parser().parse(text));
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("parameter 'target': " + e.getMessage());
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

  @Override
  public Optional<Reload> reload() {
    return reload;
  }

  @Override
  public void close() {
    targets.close();
    sessions.close();
  }
}
