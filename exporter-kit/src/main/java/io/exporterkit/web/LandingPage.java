package io.exporterkit.web;

import java.util.ArrayList;
import java.util.List;

/// The page at `/`, with the exporter's name and links to its other pages. Immutable.
public final class LandingPage {
  private final String title;
  private final List<String> paragraphs = new ArrayList<>();

  /// Makes a page without links.
  ///
  /// @param title name of the exporter, with its version; escaped for HTML here, as all texts are
  public LandingPage(String title) {
    this.title = title;
  }

  private LandingPage(String title, List<String> paragraphs) {
    this.title = title;
    this.paragraphs.addAll(paragraphs);
  }

  /// Returns the same page under another title.
  public LandingPage titled(String newTitle) {
    return new LandingPage(newTitle, paragraphs);
  }

  private LandingPage(LandingPage before, String paragraph) {
    title = before.title;
    paragraphs.addAll(before.paragraphs);
    paragraphs.add(paragraph);
  }

  /// Returns a copy with one more link.
  public LandingPage link(String path, String text) {
    return new LandingPage(
        this, "<p><a href=\"" + escape(path) + "\">" + escape(text) + "</a></p>");
  }

  /// Returns a copy with one more path that needs parameters, and a description.
  ///
  /// In: `/probe?target=host:11211`, `any other target`
  public LandingPage path(String example, String text) {
    return new LandingPage(
        this, "<p><code>" + escape(example) + "</code> " + escape(text) + "</p>");
  }

  /// Returns the page as HTML.
  public String html() {
    StringBuilder body = new StringBuilder();
    paragraphs.forEach(paragraph -> body.append(paragraph).append('\n'));
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head><title>%1$s</title></head>
    <body>
    <h1>%1$s</h1>
    %2$s</body>
    </html>
    """
        .formatted(escape(title), body);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
