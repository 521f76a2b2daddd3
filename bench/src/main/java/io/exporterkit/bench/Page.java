package io.exporterkit.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// A connection to an exporter that stays open and requests pages with the headers of Prometheus. It does little work,
/// because the exporter shares the machine with it.
final class Page implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final int port;

  Page(int port) throws IOException {
    this.port = port;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
  }

  /// Returns the body as it was sent, possibly compressed with gzip.
  byte[] get(String path) throws IOException {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUser-Agent: Prometheus/2.42.0"
            + "\r\nAccept: application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
            + "\r\nAccept-Encoding: gzip\r\nX-Prometheus-Scrape-Timeout-Seconds: 10\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String status = line();
    if (!status.contains(" 200")) {
      throw new IOException("answered " + status);
    }
    int length = -1;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      }
    }
    return chunked ? chunks() : exactly(Math.max(0, length));
  }

  /// Requests a page, drops it, and returns the duration in nanoseconds.
  double timed(String path) throws IOException {
    long from = System.nanoTime();
    get(path);
    return System.nanoTime() - from;
  }

  /// Requests a page and returns it as text.
  String text(String path) throws IOException {
    byte[] body = get(path);
    if (body.length > 2 && body[0] == 0x1f && body[1] == (byte) 0x8b) {
      try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
        body = plain.readAllBytes();
      }
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(64 * 1024);
    while (true) {
      int size = Integer.parseInt(line(), 16);
      body.write(exactly(size));
      String end = line();
      if (!end.isEmpty()) {
        throw new IOException("a chunk has no end");
      }
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
