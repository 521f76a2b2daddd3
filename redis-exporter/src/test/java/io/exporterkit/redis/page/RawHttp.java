package io.exporterkit.redis.page;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// A connection to a web server, on which a test writes requests byte by byte and reads whole responses.
final class RawHttp implements Closeable {
  private final Socket socket;
  private final InputStream in;

  /// A response.
  ///
  /// @param headers headers by name in lower case
  /// @param bytes the body, one character for each byte
  record Response(int status, Map<String, String> headers, String bytes) {
    Response {
      headers = Map.copyOf(headers);
    }

    byte[] body() {
      return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    String text() {
      return new String(body(), StandardCharsets.UTF_8);
    }
  }

  RawHttp(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    in = socket.getInputStream();
  }

  void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends an HTTP/1.1 request with these header lines, and returns the response.
  Response request(String method, String path, String... headers) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    write(text.append("\r\n").toString());
    return read(!method.equals("HEAD"));
  }

  /// Reads a response.
  Response read(boolean withBody) throws IOException {
    String status = line();
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body = withBody ? body(headers) : new byte[0];
    return new Response(
        Integer.parseInt(status.split(" ", -1)[1]),
        headers,
        new String(body, StandardCharsets.ISO_8859_1));
  }

  /// Whether the server closes the connection without sending anything more.
  boolean isClosed() throws IOException {
    return in.read() < 0;
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        int size = Integer.parseInt(line().strip(), 16);
        body.write(in.readNBytes(size));
        line();
        if (size == 0) {
          return body.toByteArray();
        }
      }
    }
    String length = headers.get("content-length");
    return length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed within a line: " + line);
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
