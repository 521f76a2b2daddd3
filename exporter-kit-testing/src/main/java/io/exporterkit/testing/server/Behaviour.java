package io.exporterkit.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The behaviour of a server on one connection. When [#meet] returns, the connection is closed properly: the client
/// receives all that was sent, and then the end of the stream.
///
/// ```java
/// Behaviour.replay(conversation)                  // the good server
/// Behaviour.replay(conversation).stallAt(100)     // 100 bytes, then silence
/// Behaviour.replay(conversation).cutAt(100)       // 100 bytes, then the end of the connection
/// Behaviour.forward(address).drip(Duration.ZERO)  // a real server, a byte at a time
/// ```
///
/// Several connections use a behaviour at the same time.
@FunctionalInterface
public interface Behaviour {
  /// Serves a connection.
  ///
  /// @throws IOException when the client has closed the connection; no failure
  /// @throws InterruptedException when the server is closed; no failure
  void meet(Client client) throws IOException, InterruptedException;

  /// Returns this behaviour, followed by another one after this one has returned.
  default Behaviour then(Behaviour next) {
    return client -> {
      meet(client);
      next.meet(client);
    };
  }

  /// Returns this behaviour with silence behind a number of bytes that the server sends. The connection stays open
  /// until the client or the test closes it.
  ///
  /// @param bytes 0 or more; without effect when the server sends fewer
  default Behaviour stallAt(long bytes) {
    return client -> client.meet(this, bytes, Client::hold);
  }

  /// Returns this behaviour, whose connection ends with a proper close behind a number of bytes that the server sends.
  ///
  /// @param bytes 0 or more; without effect when the server sends fewer
  default Behaviour cutAt(long bytes) {
    return client -> client.meet(this, bytes, _ -> {});
  }

  /// Returns this behaviour, whose connection is reset behind a number of bytes that the server sends.
  ///
  /// @param bytes 0 or more; without effect when the server sends fewer
  default Behaviour resetAt(long bytes) {
    return client -> client.meet(this, bytes, Client::reset);
  }

  /// Returns this behaviour, which sends one byte at a time.
  ///
  /// @param pause behind each byte; may be zero
  default Behaviour drip(Duration pause) {
    return client -> client.drip(this, pause);
  }

  /// Sends nothing, and keeps the connection open.
  static Behaviour hang() {
    return Client::hold;
  }

  /// Closes the connection at once.
  static Behaviour hangUp() {
    return _ -> {};
  }

  /// Resets the connection at once.
  static Behaviour reset() {
    return Client::reset;
  }

  /// Sends a text in UTF-8 without waiting for a request, and closes the connection.
  static Behaviour send(String text) {
    return client -> client.write(text);
  }

  /// Sends a text in UTF-8 again and again until the client or the test ends the connection.
  ///
  /// @throws IllegalArgumentException when the text is empty
  static Behaviour flood(String text) {
    byte[] once = text.getBytes(UTF_8);
    if (once.length == 0) {
      throw new IllegalArgumentException("an empty text is no flood");
    }
    return client -> {
      while (true) {
        client.write(once);
      }
    };
  }

  /// Replays a conversation: sends the server's bytes of each turn as soon as the client has sent those before. After
  /// the last turn the conversation starts again, unless the server speaks first: then the connection is kept open.
  ///
  /// When a client sends other bytes, the connection is closed, and closing the server throws an [AssertionError] that
  /// shows them.
  static Behaviour replay(Conversation conversation) {
    return conversation::meet;
  }

  /// Replies to each line of the client.
  ///
  /// @param reply all bytes of the reply by the line without its end, as text that is sent in UTF-8: `END\r\n`. Null
  ///     closes the connection
  static Behaviour lines(Function<String, ? extends @Nullable String> reply) {
    return client -> {
      for (Optional<String> line = client.readLine(); line.isPresent(); line = client.readLine()) {
        String text = reply.apply(line.get());
        if (text == null) {
          return;
        }
        client.write(text);
      }
    };
  }

  /// Serves HTTP/1.1: replies 200 with a page, or 404, to each request without a body.
  ///
  /// @param pages text in UTF-8 by path with its query: `/stub_status`
  static Behaviour http(Map<String, String> pages) {
    return client -> {
      for (Optional<String> request = client.readLine();
          request.isPresent();
          request = client.readLine()) {
        while (!client.readLine().orElse("").isEmpty()) { // headers
        }
        String[] words = request.get().split(" ", -1);
        String page = words.length < 2 ? null : pages.get(words[1]);
        String body = page == null ? "not found\n" : page;
        client.write(
            "HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(
                    page == null ? "404 Not Found" : "200 OK", body.getBytes(UTF_8).length, body));
      }
    };
  }

  /// Forwards all bytes to a real server and back.
  ///
  /// @param address `host:port`
  static Behaviour forward(String address) {
    return client -> {
      try (Socket server = Sockets.connect(address)) {
        Thread up =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    client.input().transferTo(server.getOutputStream());
                    server.shutdownOutput();
                  } catch (IOException _) {
                    Sockets.close(server); // wakes the reader below
                  }
                });
        try {
          byte[] buffer = new byte[8192];
          for (int n = server.getInputStream().read(buffer);
              n >= 0;
              n = server.getInputStream().read(buffer)) {
            client.write(Arrays.copyOf(buffer, n));
          }
        } finally {
          Sockets.close(server);
        }
        up.join(Duration.ofSeconds(1));
      }
    };
  }
}
