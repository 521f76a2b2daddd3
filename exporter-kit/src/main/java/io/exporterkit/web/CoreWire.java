package io.exporterkit.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.function.Supplier;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequestFactory;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NotImplementedException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.RequestHeaderFieldsTooLargeException;
import org.apache.hc.core5.http.UnsupportedHttpVersionException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.ChunkedOutputStream;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.SessionOutputBuffer;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/// A connection of HttpCore with small buffers, bounded input, and the request's target as sent. Used by one thread.
final class CoreWire extends DefaultBHttpServerConnection {
  /// The limit of a request line and its headers, in bytes.
  static final int HEAD_BYTES = 256 << 10;

  private static final int HEADERS = 200;
  private static final int BUFFER_BYTES = 1024;
  private static final int CHUNK_BYTES = 8192;
  private static final Http1Config CONFIG =
      Http1Config.custom()
          .setBufferSize(BUFFER_BYTES)
          .setChunkSizeHint(BUFFER_BYTES)
          .setMaxLineLength(HEAD_BYTES)
          .setMaxHeaderCount(HEADERS)
          .build();

  private static final DefaultHttpRequestParserFactory PARSERS =
      new DefaultHttpRequestParserFactory(CONFIG, new StrictLines(), new Requests());

  private final ChannelSocket raw;
  private final Socket socket;
  private final BoundedInput input;
  private boolean broken;
  private boolean resets;

  /// Makes a connection.
  ///
  /// @param secure the socket that encrypts for the other one; null for plain HTTP
  CoreWire(ChannelSocket raw, @Nullable SSLSocket secure, BoundedInput.Allowance allowance)
      throws IOException {
    super("http", CONFIG, null, null, null, null, PARSERS, null);
    this.raw = raw;
    socket = secure == null ? raw : secure;
    input = new BoundedInput(socket.getInputStream(), allowance);
    bind(secure == null ? new Plain(raw) : new Secure(secure, raw));
  }

  BoundedInput input() {
    return input;
  }

  /// Returns the socket for HTTP: the one with TLS when there is one.
  Socket socket() {
    return socket;
  }

  /// Records that the body of an answer could not be written whole, so that no mark of its end is sent.
  ///
  /// @param endsWithTheConnection whether closing the connection is that mark
  void breakBody(boolean endsWithTheConnection) {
    broken = true;
    resets = endsWithTheConnection;
  }

  /// Closes the connection such that a broken answer does not look complete.
  void cut() throws IOException {
    if (resets) {
      raw.reset();
    } else {
      raw.close();
    }
  }

  /// Reads a request up to its body, and sends `100 Continue` when the client waits for it before sending the body.
  ///
  /// @throws BadMessageException when the request is not HTTP/1.1 or HTTP/1.0, or is too large
  ClassicHttpRequest receive() throws IOException, HttpException, BadMessageException {
    ClassicHttpRequest request = receiveHead();
    boolean isNew = request.getVersion().greaterEquals(HttpVersion.HTTP_1_1);
    if (isNew && request.countHeaders("Host") != 1) {
      throw new BadMessageException(400, "bad request: want one Host header");
    }
    Header length = request.getFirstHeader("Content-Length");
    if (length != null && !isNumber(length.getValue())) {
      throw new BadMessageException(400, "bad request: Content-Length is not a number");
    }
    if (length != null && request.containsHeader("Transfer-Encoding")) {
      throw new BadMessageException(
          400, "bad request: want Content-Length or Transfer-Encoding, not both");
    }
    Header expect = request.getFirstHeader("Expect");
    boolean waits = expect != null && "100-continue".equalsIgnoreCase(expect.getValue());
    if (isNew && waits && request.getEntity() != null) {
      sendResponseHeader(new BasicClassicHttpResponse(100));
      flush();
    }
    return request;
  }

  /// Returns whether the text consists of digits. HttpCore also reads `+3` and `-0`.
  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private ClassicHttpRequest receiveHead() throws IOException, HttpException, BadMessageException {
    try {
      ClassicHttpRequest request = receiveRequestHeader();
      if (request == null) {
        throw new ConnectionClosedException("the client sent empty lines alone");
      }
      if (input.hasEnded()) {
        throw new BadMessageException(400, "bad request: it ends within its head");
      }
      receiveRequestEntity(request);
      return request;
    } catch (BoundedInput.TooLargeException
        | MessageConstraintException
        | RequestHeaderFieldsTooLargeException e) {
      throw new BadMessageException(431, "the request's head is too large or has too many lines");
    } catch (UnsupportedHttpVersionException e) {
      throw new BadMessageException(505, "want HTTP/1.1 or HTTP/1.0");
    } catch (NotImplementedException e) {
      throw new BadMessageException(501, "want no Transfer-Encoding but chunked");
    } catch (ProtocolException e) {
      throw new BadMessageException(
          400, "bad request: want METHOD /path HTTP/1.1, and lines of Name: value");
    }
  }

  /// Sends the error response for a request that could not be read.
  void refuse(BadMessageException why) throws IOException, HttpException {
    CoreExchange.write(
        this,
        Answer.plain(why.status(), why.getMessage() + "\n"),
        HttpVersion.HTTP_1_1,
        false,
        false);
    flush();
  }

  @Override
  protected OutputStream createContentOutputStream(
      long length,
      SessionOutputBuffer buffer,
      OutputStream out,
      Supplier<List<? extends Header>> trailers) {
    if (length == ContentLengthStrategy.CHUNKED) {
      return new Chunks(buffer, out, trailers);
    }
    return super.createContentOutputStream(length, buffer, out, trailers);
  }

  /// A chunked body. Its buffer is not kept between answers, as HttpCore would keep it, because most connections are
  /// idle.
  private final class Chunks extends ChunkedOutputStream {
    Chunks(
        SessionOutputBuffer buffer, OutputStream out, Supplier<List<? extends Header>> trailers) {
      super(buffer, out, new byte[CHUNK_BYTES], trailers);
    }

    @Override
    public void close() throws IOException {
      if (!broken) {
        super.close();
      }
    }
  }

  private final class Plain extends SocketHolder {
    Plain(Socket socket) {
      super(socket);
    }

    @Override
    protected InputStream getInputStream(Socket socket) {
      return input;
    }
  }

  private final class Secure extends SocketHolder {
    Secure(SSLSocket secure, Socket socket) {
      super(secure, socket);
    }

    @Override
    protected InputStream getInputStream(Socket socket) {
      return input;
    }
  }

  /// A factory of requests that keep their target as sent, because HttpCore's own requests parse the target as a URI.
  private static final class Requests implements HttpRequestFactory<ClassicHttpRequest> {
    @Override
    public ClassicHttpRequest newHttpRequest(String method, String target) {
      return new BasicClassicHttpRequest(method, null, null, target);
    }

    @Override
    public ClassicHttpRequest newHttpRequest(String method, URI target) {
      return newHttpRequest(method, target.toString());
    }
  }
}
