package io.exporterkit.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A text that does not change while the exporter runs: a script, a style sheet, a page of links. The text is read at
/// the first request. A browser keeps a copy, and asks each time whether the copy is up to date (`ETag`). Safe for use
/// by several threads.
final class StaticFile implements Handler {
  private final String contentType;
  private final Source source;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private volatile @Nullable Loaded loaded;

  /// A reader of the text.
  @FunctionalInterface
  interface Source {
    String read() throws IOException;
  }

  private record Loaded(String text, String tag) {}

  /// @param headers further headers of each response
  StaticFile(String contentType, Source source, Map<String, String> headers) {
    this.contentType = contentType;
    this.source = source;
    this.headers.put("Cache-Control", "no-cache"); // keep, and ask before use
    this.headers.put("Vary", "Accept-Encoding");
    this.headers.put("X-Content-Type-Options", "nosniff");
    this.headers.putAll(headers);
  }

  @Override
  public Response handle(Request request) throws IOException {
    Loaded file = loaded;
    if (file == null) {
      String text = source.read();
      file = new Loaded(text, tag(text));
      loaded = file;
    }
    boolean isKnown = request.header("If-None-Match").orElse("").contains(file.tag);
    Response response =
        new Response.Text(isKnown ? 304 : 200, contentType, isKnown ? "" : file.text);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      response = response.with(header.getKey(), header.getValue());
    }
    return response.with("ETag", file.tag);
  }

  /// Returns a weak tag, because the text compressed with gzip has other bytes.
  private static String tag(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return "W/\"" + HexFormat.of().formatHex(hash, 0, 8) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
