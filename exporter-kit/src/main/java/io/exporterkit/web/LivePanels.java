package io.exporterkit.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The live part of a landing page: cards and charts that a browser draws from the exporter's own pages of metrics. The
/// browser asks for a page every five seconds while somebody looks, and keeps the values of the last 15 minutes.
///
/// The exporter declares its cards in an ES module on the class path, which is served as `/-/live/panels.js`:
///
/// ```js
/// import {count} from './format.js';
///
/// /** Whether the target is up, a title and some facts. */
/// export function summary(m) {
///   return {up: m.value('up') === 1, title: 'Mail queue', facts: [['Host', m.label('info', 'host')]]};
/// }
///
/// export const cards = [{
///   title: 'Messages',
///   metric: 'messages', // the card is hidden while the page lacks the metric
///   unit: 'count', // bytes, count, perSecond, ratio or seconds
///   lines: ['waiting'],
///   read(m) {
///     const waiting = m.sum('messages');
///     return {values: [waiting], figure: count(waiting), level: waiting > 100 ? 'warning' : 'good', text: '...'};
///   },
/// }];
/// ```
///
/// `live/readings.js` describes what `m` can read, `live/view.js` all properties of cards and tables. Immutable.
public final class LivePanels {
  static final String PATH = "/-/live/";

  /// The kit's own files, beside this class.
  private static final List<String> OWN =
      List.of(
          "chart.js",
          "exposition.js",
          "format.js",
          "live.css",
          "page.js",
          "poller.js",
          "probes.js",
          "readings.js",
          "uplot.js",
          "view.js");

  private final Class<?> beside;
  private final List<String> modules;

  private LivePanels(Class<?> beside, List<String> modules) {
    this.beside = beside;
    this.modules = modules;
  }

  /// Declares a live part whose modules stand on the class path, at these paths seen from a class.
  ///
  /// @param modules such as `live/panels.js`, which is required, and the modules that are imported by it. Each is
  ///     served under its name without the folder
  /// @throws IllegalArgumentException when none of the modules is called `panels.js`
  public static LivePanels beside(Class<?> type, String... modules) {
    List<String> all = List.of(modules);
    if (all.stream().noneMatch(module -> name(module).equals("panels.js"))) {
      throw new IllegalArgumentException("a live part needs a module panels.js");
    }
    return new LivePanels(type, all);
  }

  /// Returns the files of the live part by their paths. No file is read before its first request.
  Map<String, Handler> handlers() {
    Map<String, Handler> all = new LinkedHashMap<>();
    for (String name : OWN) {
      all.put(PATH + name, file(LivePanels.class, "live/" + name));
    }
    for (String module : modules) {
      all.put(PATH + name(module), file(beside, module));
    }
    return all;
  }

  private static String name(String module) {
    return module.substring(module.lastIndexOf('/') + 1);
  }

  private static StaticFile file(Class<?> beside, String resource) {
    String type = resource.endsWith(".css") ? "text/css" : "text/javascript";
    return new StaticFile(
        type + "; charset=utf-8",
        () -> read(beside, resource),
        Map.of("Referrer-Policy", "no-referrer"));
  }

  private static String read(Class<?> beside, String resource) throws IOException {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("the class path lacks " + resource + " of " + beside.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
