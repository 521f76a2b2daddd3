package io.exporterkit.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// The conversion of a handler's response to an answer: a page of metrics is rendered in the format that the request
/// prefers, and everything but short texts is compressed with gzip when the request accepts gzip.
final class Rendering {
  private static final int PACKET_BYTES = 1400;

  private Rendering() {}

  static Answer of(Response response, Exchange exchange) {
    if (response instanceof Response.Text text) {
      return text(text, exchange);
    }
    if (response instanceof Response.WithHeader more) {
      return of(more.response(), exchange).with(more.name(), more.value());
    }
    return page((Response.Metrics) response, exchange);
  }

  /// Returns a text, compressed when the client accepts gzip and the text has more than one packet.
  private static Answer text(Response.Text text, Exchange exchange) {
    Answer plain = Answer.of(text.status(), text.contentType(), text.body());
    if (text.status() != 200
        || plain.length() <= PACKET_BYTES
        || !acceptsGzip(exchange.header("Accept-Encoding").orElse(""))) {
      return plain;
    }
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      plain.body().writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: the stream is in memory
    }
    return new Answer(200, plain.headers(), zipped.size(), zipped::writeTo)
        .with("Content-Encoding", "gzip");
  }

  private static Answer page(Response.Metrics metrics, Exchange exchange) {
    AcceptHeader.Accepted accepted =
        AcceptHeader.of(exchange.header("Accept").orElse(null), metrics.openMetrics());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", accepted.contentType());
    if (acceptsGzip(exchange.header("Accept-Encoding").orElse(""))) {
      headers.put("Content-Encoding", "gzip");
      return new Answer(200, headers, Answer.UNKNOWN, out -> writeZipped(metrics, accepted, out));
    }
    return new Answer(200, headers, Answer.UNKNOWN, out -> write(metrics, accepted, out));
  }

  private static void write(
      Response.Metrics metrics, AcceptHeader.Accepted accepted, OutputStream out)
      throws IOException {
    accepted.format().write(metrics.sections(), metrics.conflicts(), accepted.escaping(), out);
  }

  private static void writeZipped(
      Response.Metrics metrics, AcceptHeader.Accepted accepted, OutputStream body)
      throws IOException {
    FastGzip out = new FastGzip(body);
    try {
      write(metrics, accepted, out);
      out.finish(); // not close(), because the engine ends the body
    } finally {
      out.free();
    }
  }

  /// Returns whether an `Accept-Encoding` header contains gzip, with a quality other than 0.
  private static boolean acceptsGzip(String header) {
    for (String part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String encoding = part.replace(" ", "").replace("\t", "");
      if (encoding.equals("gzip") || encoding.startsWith("gzip;")) {
        return !isZero(encoding, "gzip;q=0");
      }
    }
    return false;
  }

  /// Returns whether an encoding has the quality 0, written with any number of zeros: `0`, `0.`, `0.000`.
  private static boolean isZero(String encoding, String zero) {
    if (!encoding.startsWith(zero)) {
      return false;
    }
    for (int i = zero.length(); i < encoding.length(); i++) {
      char c = encoding.charAt(i);
      if (c != '0' && c != '.') {
        return false;
      }
    }
    return true;
  }

  /// A gzip stream at the fastest level, because a page of metrics shrinks to a tenth at any level.
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream to) throws IOException {
      super(to, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }

    /// Releases the memory outside the heap, and writes nothing.
    void free() {
      def.end();
    }
  }
}
