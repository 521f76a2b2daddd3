package io.exporterkit.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LandingPageTest {
  private static final Path FILES = Path.of("src/main/resources/io/exporterkit/web/live");
  private static final LiveSource SOURCE =
      new LiveSource("lamp", "/m\"x", true, "/probe?target=host:1");
  // No file is read before it is asked for: the panels need not exist.
  private static final LandingPage LIVE =
      new LandingPage("lamp <1>")
          .link("/m\"x", "Metrics & more")
          .live(LivePanels.beside(LandingPageTest.class, "none/panels.js"));

  private static ExporterServer serve(LandingPage page, Protection protection) throws IOException {
    return ExporterServer.listen(
        List.of(ListenAddress.parse("127.0.0.1:0")),
        page.handlers(() -> SOURCE),
        protection,
        Set.of());
  }

  private static HttpResponse<String> get(ExporterServer server, String path, String... headers)
      throws Exception {
    return send(server, "GET", path, headers);
  }

  private static HttpResponse<String> send(
      ExporterServer server, String method, String path, String... headers) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void thePagePermitsNothingFromElsewhere() throws Exception {
    try (ExporterServer server = serve(LIVE, Protection.NONE)) {
      HttpResponse<String> page = get(server, "/");
      assertThat(page.headers().map())
          .containsEntry(
              "content-security-policy",
              List.of(
                  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                      + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"))
          .containsEntry("x-content-type-options", List.of("nosniff"))
          .containsEntry("referrer-policy", List.of("no-referrer"));
      assertThat(page.body())
          .contains("<h1>lamp &lt;1&gt;</h1>", "<a href=\"/m&quot;x\">Metrics &amp; more</a>")
          .contains("<form action=\"/probe\" method=\"get\">", "name=\"target\"")
          .contains("<main data-namespace=\"lamp\" data-metrics=\"/m&quot;x\">")
          .doesNotContain("<style", " style=", "<script>", "http://h", "https:");
    }
  }

  @Test
  void withoutALivePartThereAreOnlyLinks() throws Exception {
    LandingPage plain = new LandingPage("lamp").path("/probe?target=host:1", "any other target");
    assertThat(plain.handlers(() -> SOURCE)).containsOnlyKeys("/");
    try (ExporterServer server = serve(plain, Protection.NONE)) {
      assertThat(get(server, "/").body())
          .contains("<code>/probe?target=host:1</code> any other target", "<form")
          .doesNotContain("<main", "<script", "stylesheet");
    }
  }

  @Test
  void everyFileIsServedWithItsTypeAndATag() throws Exception {
    try (ExporterServer server = serve(LIVE, Protection.NONE)) {
      for (String name : names()) {
        String path = LivePanels.PATH + name;
        HttpResponse<String> file = get(server, path);
        assertThat(file.statusCode()).as(name).isEqualTo(200);
        assertThat(file.body()).isEqualTo(Files.readString(FILES.resolve(name)));
        assertThat(file.headers().map())
            .containsEntry(
                "content-type",
                List.of(
                    (name.endsWith(".css") ? "text/css" : "text/javascript") + "; charset=utf-8"))
            .containsEntry("cache-control", List.of("no-cache"))
            .containsEntry("vary", List.of("Accept-Encoding"))
            .containsEntry("x-content-type-options", List.of("nosniff"));
        String tag = file.headers().firstValue("etag").orElseThrow();
        HttpResponse<String> again = get(server, path, "If-None-Match", "\"x\", " + tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("etag")).contains(tag);
        assertThat(again.headers().map()).doesNotContainKeys("content-length", "transfer-encoding");
        HttpResponse<String> head = send(server, "HEAD", path);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("content-length"))
            .hasValue(file.body().getBytes(UTF_8).length);
        if (file.body().length() < 1400) {
          continue; // one packet
        }
        HttpResponse<String> zipped = get(server, path, "Accept-Encoding", "gzip");
        assertThat(zipped.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(zipped.headers().firstValueAsLong("content-length").orElseThrow())
            .isLessThan(file.body().length());
      }
      assertThat(get(server, LivePanels.PATH + "none.js").statusCode()).isEqualTo(404);
      assertThat(get(server, LivePanels.PATH + "uplot.txt").statusCode()).isEqualTo(404);
    }
  }

  /// A 304 on a kept connection is followed by the next answer.
  @Test
  void theNextAnswerFollowsAnAnswerWithoutBody() throws Exception {
    try (ExporterServer server = serve(LIVE, Protection.NONE);
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.port() + "/");
      for (int i = 0; i < 3; i++) {
        String tag = get(server, "/").headers().firstValue("etag").orElseThrow();
        HttpRequest known = HttpRequest.newBuilder(uri).header("If-None-Match", tag).build();
        assertThat(client.send(known, HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(304);
        HttpRequest page = HttpRequest.newBuilder(uri).build();
        assertThat(client.send(page, HttpResponse.BodyHandlers.ofString()).body())
            .endsWith("</html>\n");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/-/live/page.js", "/-/live/panels.js", "/-/live/live.css"})
  void everythingNeedsThePassword(String path) throws Exception {
    Protection password =
        new Protection(Optional.empty(), Optional.of(BasicAuth.plain("lamp", "ann", "secret")));
    try (ExporterServer server = serve(LIVE, password)) {
      HttpResponse<String> refused = get(server, path);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("www-authenticate")).contains("Basic realm=\"lamp\"");
      // The browser leaves this answer to the script that asked.
      assertThat(get(server, path, "X-Requested-With", "fetch").headers().map())
          .containsEntry("www-authenticate", List.of("Script-Basic realm=\"lamp\""));
    }
  }

  @Test
  void aLivePartNeedsPanels() {
    assertThatThrownBy(() -> LivePanels.beside(LandingPageTest.class, "live/cards.js"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a live part needs a module panels.js");
  }

  @Test
  void theFileOfUplotIsUnchanged() throws Exception {
    byte[] bytes = Files.readAllBytes(FILES.resolve("uplot.js"));
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    assertThat(Files.readString(FILES.resolve("uplot.txt")))
        .contains("\nsha256 uplot.js: " + hash + " ");
    assertThat(new String(bytes, UTF_8)).contains("uPlot (v1.6.32)");
  }

  @Test
  void theScriptsNeverParseHtmlAndAskNobodyElse() throws IOException {
    for (String name : names()) {
      if (!name.startsWith("uplot")) {
        assertThat(Files.readString(FILES.resolve(name)))
            .as(name)
            .doesNotContain("innerHTML", "outerHTML", "insertAdjacent", "eval(", "Function(")
            .doesNotContain("http:", "https:", "cssText", "setAttribute('style'");
      }
    }
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".txt"))
          .toList();
    }
  }
}
