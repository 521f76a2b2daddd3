package io.exporterkit.redis.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The links of all Markdown files of the repository lead to existing files and headings. Addresses of other sites are
/// only parsed.
class LinksTest {
  // [text](target), and the attributes of HTML.
  private static final Pattern LINK =
      Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)|(?:src|srcset|href)=\"([^\"]+)\"");

  @Test
  void allLinksLeadSomewhere() throws IOException {
    List<MarkdownFile> files = MarkdownFile.all();
    Map<Path, MarkdownFile> byPath = byPath(files);
    assertThat(files.stream().flatMap(file -> faults(file, byPath).stream())).isEmpty();
    assertThat(files.stream().mapToInt(file -> links(file).size()).sum()).isGreaterThan(100);
  }

  @ParameterizedTest
  @CsvSource({
    "[x](gone.md), docs/x.md: gone.md does not exist",
    "[x](../mixin/gone/), docs/x.md: ../mixin/gone/ does not exist",
    "[two lines~of text](gone.md), docs/x.md: gone.md does not exist",
    "![picture](images/gone.png), docs/x.md: images/gone.png does not exist",
    "<img src=\"images/gone.png\">, docs/x.md: images/gone.png does not exist",
    "[x](/etc/passwd), docs/x.md: /etc/passwd is outside of the repository",
    "[x](../../another), docs/x.md: ../../another is outside of the repository",
    "[x](#gone), docs/x.md: #gone is no heading",
    "[x](limits.md#gone), docs/x.md: limits.md#gone is no heading",
    "[x](https:/example.com), docs/x.md: https:/example.com is no address",
    "[x](https://exa<mple.com), docs/x.md: https://exa<mple.com is no address",
  })
  void brokenLinksAreFound(String line, String fault) throws IOException {
    assertThat(faults(page(line), byPath(MarkdownFile.all()))).containsExactly(fault);
  }

  @ParameterizedTest
  @CsvSource({
    "[x](limits.md)",
    "[`x`](../mixin/)",
    "[x](limits.md#connections-and-targets)",
    "[x](#the-redis_up-of-ys-code)~# The `redis_up` of [Y's](limits.md) code",
    "[x](#twice-1)~# Twice~# Twice",
    "[x](https://example.com/a#b)",
    "`[x](gone.md)`",
    "~    [x](gone.md)",
    "```~[x](gone.md)~```",
  })
  void goodLinksAreNotFound(String line) throws IOException {
    assertThat(faults(page(line), byPath(MarkdownFile.all()))).isEmpty();
  }

  private static MarkdownFile page(String lines) {
    return MarkdownFile.of("docs/x.md", List.of(lines.split("~", -1)));
  }

  private static Map<Path, MarkdownFile> byPath(List<MarkdownFile> files) {
    return files.stream().collect(Collectors.toMap(MarkdownFile::path, Function.identity()));
  }

  private static List<String> links(MarkdownFile file) {
    return LINK.matcher(file.prose())
        .results()
        .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
        .toList();
  }

  private static List<String> faults(MarkdownFile file, Map<Path, MarkdownFile> files) {
    List<String> faults = new ArrayList<>();
    for (String link : links(file)) {
      String fault = link.matches("[a-z]+:.*") ? address(link) : local(file, link, files);
      Stream.of(fault)
          .filter(text -> !text.isEmpty())
          .forEach(text -> faults.add("%s: %s %s".formatted(file.name(), link, text)));
    }
    return faults;
  }

  private static String address(String link) {
    try {
      return new URI(link).getHost() == null ? "is no address" : "";
    } catch (URISyntaxException _) {
      return "is no address";
    }
  }

  private static String local(MarkdownFile file, String link, Map<Path, MarkdownFile> files) {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path to = path.isEmpty() ? file.path() : file.path().resolveSibling(path).normalize();
    if (!to.startsWith(MarkdownFile.ROOT)) {
      return "is outside of the repository";
    }
    MarkdownFile page = to.equals(file.path()) ? file : files.get(to);
    if (page == null && !Files.exists(to)) {
      return "does not exist";
    }
    boolean isHeading =
        hash < 0 || (page != null && page.anchors().contains(link.substring(hash + 1)));
    return isHeading ? "" : "is no heading";
  }
}
