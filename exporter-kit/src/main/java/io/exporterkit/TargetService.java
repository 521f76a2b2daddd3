package io.exporterkit;

import io.exporterkit.options.Option;
import io.exporterkit.options.OptionTable;
import io.exporterkit.options.OptionValues;
import io.exporterkit.probe.KnownTargets;
import io.exporterkit.scrape.Collector;
import io.exporterkit.time.Ticker;
import io.exporterkit.web.BadRequestException;
import io.exporterkit.web.Handler;
import io.exporterkit.web.Request;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
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
  private final Optional<Reload> reload;
  private final Optional<A> target;
  private final KnownTargets<A, AddressTarget<A, S>> targets =
      new KnownTargets<>(MOST_TARGETS, FORGET_AFTER, _ -> {}, Ticker.system());

  TargetService(
      String namespace, TargetExporter<A, S> exporter, OptionTable table, OptionValues values) {
    this.namespace = namespace;
    this.exporter = exporter;
    this.values = values;
    for (Option<?> option : table.options()) {
      if (option.isSecret()) {
        secrets.add(values.get(option).toString());
      }
    }
    secrets.removeIf(String::isEmpty);
    reload = exporter.reload.map(make -> make.apply(values));
    target = exporter.target.flatMap(address -> address.apply(values));
  }

  @Override
  public String namespace() {
    return namespace;
  }

  @Override
  public List<Collector<? super S>> collectors() {
    List<Collector<? super S>> all = new ArrayList<>();
    for (TargetExporter.Switched<S> collector : exporter.collectors) {
      if (collector.flag().isEmpty() || values.get(collector.flag().get())) {
        all.add(collector.collector().apply(values));
      }
    }
    return all;
  }

  @Override
  public Optional<Probe<S>> target() {
    return target.map(this::probe);
  }

  private Probe<S> probe(A address) {
    AddressTarget<A, S> known =
        targets.get(
            address, wanted -> new AddressTarget<>(wanted, exporter.sessions, values, secrets));
    return new Probe<>(known, known);
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
  }
}
