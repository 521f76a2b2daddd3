package io.exporterkit.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.message.MessageSupport;

/// A request that HttpCore has read.
final class CoreExchange implements Exchange {
  private static final int NOT_MODIFIED = 304;

  private final CoreWire wire;
  private final ClassicHttpRequest request;
  private final Optional<InetSocketAddress> peer;
  private final Consumer<Phase> phases;
  private boolean keepsAlive;

  /// @param phases receives each phase that begins: [Phase#SENDING], and [Phase#DROPPING] after the whole answer
  CoreExchange(
      CoreWire wire,
      ClassicHttpRequest request,
      Optional<InetSocketAddress> peer,
      Consumer<Phase> phases) {
    this.wire = wire;
    this.request = request;
    this.peer = peer;
    this.phases = phases;
  }

  /// Returns whether another request may follow on the connection.
  boolean keepsAlive() {
    return keepsAlive;
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String target() {
    return request.getPath();
  }

  @Override
  public Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Header header : request.getHeaders()) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      headers.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(header.getValue());
    }
    return headers;
  }

  @Override
  public Optional<String> header(String name) {
    Header header = request.getFirstHeader(name);
    return header == null ? Optional.empty() : Optional.of(header.getValue());
  }

  @Override
  public Optional<InetSocketAddress> peer() {
    return peer;
  }

  @Override
  public void send(Answer answer) throws IOException {
    phases.accept(Phase.SENDING);
    boolean isHead = method().equals("HEAD");
    ProtocolVersion version = request.getVersion();
    boolean endsWithTheConnection =
        answer.length() == Answer.UNKNOWN && !isHead && version.lessEquals(HttpVersion.HTTP_1_0);
    keepsAlive = !endsWithTheConnection && wantsMore(version) && !closes(answer);
    try {
      write(wire, answer, version, isHead, keepsAlive);
      wire.flush();
      phases.accept(Phase.DROPPING);
    } catch (HttpException e) {
      throw new IOException(e);
    }
  }

  /// Returns whether the client may send another request. A body in chunks ends the connection, because proxies differ
  /// in where they see the end of unusual chunks, and the rest of such a body must not be read as a request.
  private boolean wantsMore(ProtocolVersion version) {
    if (request.containsHeader("Transfer-Encoding")) {
      return false;
    }
    boolean keep = version.greaterEquals(HttpVersion.HTTP_1_1);
    Iterator<String> tokens = MessageSupport.iterateTokens(request, "Connection");
    while (tokens.hasNext()) {
      String token = tokens.next();
      if (token.equalsIgnoreCase("close")) {
        return false;
      }
      keep |= token.equalsIgnoreCase("keep-alive");
    }
    return keep;
  }

  private static boolean closes(Answer answer) {
    return "close".equalsIgnoreCase(answer.headers().get("Connection"));
  }

  /// Writes an answer into the connection's buffer, and to the client whenever the buffer is full.
  static void write(
      CoreWire wire, Answer answer, ProtocolVersion version, boolean isHead, boolean keepsAlive)
      throws IOException, HttpException {
    ClassicHttpResponse response = new BasicClassicHttpResponse(answer.status());
    response.setVersion(version);
    response.setHeader("Date", HttpDate.now());
    answer.headers().forEach(response::setHeader);
    boolean isNew = version.greaterEquals(HttpVersion.HTTP_1_1);
    boolean isCopy = answer.status() == NOT_MODIFIED;
    boolean hasBody = !isHead && !isCopy;
    if (answer.length() != Answer.UNKNOWN && !isCopy) {
      response.setHeader("Content-Length", answer.length());
    } else if (hasBody && isNew) {
      response.setHeader("Transfer-Encoding", "chunked");
    }
    if (!keepsAlive) {
      response.setHeader("Connection", "close");
    } else if (!isNew) {
      response.setHeader("Connection", "keep-alive");
    }
    boolean endsWithTheConnection = !isNew && answer.length() == Answer.UNKNOWN;
    response.setEntity(new Body(wire, answer.body(), endsWithTheConnection));
    wire.sendResponseHeader(response);
    if (hasBody) {
      wire.sendResponseEntity(response);
    }
  }

  /// The body of an answer. HttpCore marks the end of a body even when the body could not be written whole, unless the
  /// wire is broken.
  private static final class Body extends AbstractHttpEntity {
    private final CoreWire wire;
    private final Answer.Body body;
    private final boolean endsWithTheConnection;

    Body(CoreWire wire, Answer.Body body, boolean endsWithTheConnection) {
      super((String) null, null, true);
      this.wire = wire;
      this.body = body;
      this.endsWithTheConnection = endsWithTheConnection;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      try {
        body.writeTo(out);
      } catch (Throwable e) {
        wire.breakBody(endsWithTheConnection);
        throw e;
      }
    }

    @Override
    public InputStream getContent() {
      throw new UnsupportedOperationException("the body can only be written");
    }

    @Override
    public long getContentLength() {
      return -1;
    }

    @Override
    public boolean isStreaming() {
      return true;
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
