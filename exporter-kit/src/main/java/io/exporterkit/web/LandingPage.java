package io.exporterkit.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The page at `/`, with the exporter's name, links to its other pages, and optionally a live part. Immutable.
///
/// The HTML contains neither values nor names of targets, and is sent without asking a target: Kubernetes may probe
/// `/`. A browser that runs no script shows the links, and a form for the path of probes. The page permits no script,
/// style, frame or request except the exporter's own.
public final class LandingPage {
  /// The headers of the page. Trusted types keep scripts from parsing text as HTML.
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
              + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
          "Referrer-Policy",
          "no-referrer");

  private static final String ICON =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
          + "%3Crect width='16' height='16' rx='4' fill='%230b63c5'/%3E"
          + "%3Cpath d='M2 9h3l2-5 3 8 2-3h2' fill='none' stroke='white' stroke-width='1.5'/%3E%3C/svg%3E";

  private final String title;
  private final List<String> paragraphs;
  private final Optional<LivePanels> panels;

  /// Makes a page without links.
  ///
  /// @param title name of the exporter, with its version; escaped for HTML here, as all texts are
  public LandingPage(String title) {
    this(title, List.of(), Optional.empty());
  }

  private LandingPage(String title, List<String> paragraphs, Optional<LivePanels> panels) {
    this.title = title;
    this.paragraphs = List.copyOf(paragraphs);
    this.panels = panels;
  }

  /// Returns the same page under another title.
  public LandingPage titled(String newTitle) {
    return new LandingPage(newTitle, paragraphs, panels);
  }

  /// Returns a copy with one more link.
  public LandingPage link(String path, String text) {
    return with("<p><a href=\"" + escape(path) + "\">" + escape(text) + "</a></p>");
  }

  /// Returns a copy with one more path that needs parameters, and a description.
  ///
  /// In: `/probe?target=host:11211`, `any other target`
  public LandingPage path(String example, String text) {
    return with("<p><code>" + escape(example) + "</code> " + escape(text) + "</p>");
  }

  private LandingPage with(String paragraph) {
    List<String> all = new ArrayList<>(paragraphs);
    all.add(paragraph);
    return new LandingPage(title, all, panels);
  }

  /// Returns a copy with a live part, which replaces an earlier one.
  public LandingPage live(LivePanels newPanels) {
    return new LandingPage(title, paragraphs, Optional.of(newPanels));
  }

  /// Returns the handler of the page, and those of the files that the page needs, by their paths.
  ///
  /// @param source returns the pages that the live part reads; called at the first request of the page
  public Map<String, Handler> handlers(Supplier<LiveSource> source) {
    Map<String, Handler> all = new LinkedHashMap<>();
    all.put("/", new StaticFile("text/html; charset=utf-8", () -> html(source.get()), HEADERS));
    panels.ifPresent(live -> all.putAll(live.handlers()));
    return all;
  }

  private String html(LiveSource source) {
    StringBuilder links = new StringBuilder();
    paragraphs.forEach(paragraph -> links.append(paragraph).append('\n'));
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>%1$s</title>
    <link rel="icon" href="%2$s">
    %3$s</head>
    <body>
    <header>
    <h1>%1$s</h1>
    %4$s</header>
    %5$s<footer>
    <nav aria-label="Pages">
    %6$s</nav>
    </footer>
    </body>
    </html>
    """
        .formatted(
            escape(title),
            ICON,
            panels.isPresent() ? head() : "",
            form(source.probe()),
            panels.isPresent() ? main(source) : "",
            links);
  }

  private static String head() {
    return """
    <link rel="stylesheet" href="%1$slive.css">
    <script defer src="%1$suplot.js"></script>
    <script type="module" src="%1$spage.js"></script>
    """
        .formatted(LivePanels.PATH);
  }

  /// Returns a form that leads to the page of a target.
  ///
  /// @param probe such as `/probe?target=host:11211`; empty for no form
  private static String form(String probe) {
    int question = probe.indexOf('?');
    int equals = probe.indexOf('=', question);
    if (question < 0 || equals < 0) {
      return "";
    }
    return """
    <form action="%1$s" method="get">
    <label for="target">Target</label>
    <input id="target" name="%2$s" placeholder="%3$s" required autocomplete="off" autocapitalize="none" spellcheck="false">
    <button>Show</button>
    </form>
    """
        .formatted(
            escape(probe.substring(0, question)),
            escape(probe.substring(question + 1, equals)),
            escape(probe.substring(equals + 1)));
  }

  private static String main(LiveSource source) {
    return """
    <main data-namespace="%s" data-metrics="%s">
    <noscript><p>With JavaScript, this page shows the values as charts.</p></noscript>
    </main>
    """
        .formatted(
            escape(source.namespace()), source.hasTarget() ? escape(source.telemetryPath()) : "");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
