package io.exporterkit.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request as an [HttpEngine] has read it, with the way to answer it. Used by one thread.
interface Exchange {
  /// Returns the method, as sent.
  String method();

  /// Returns the request's target, as sent: path and query, or an absolute address.
  String target();

  /// Returns the values of all headers in the order sent, by name in lower case.
  Map<String, List<String>> headers();

  /// Returns the first value of a header.
  ///
  /// @param name in any case
  Optional<String> header(String name);

  /// Returns the client's address; empty where the connection has none, as on a unix socket.
  Optional<InetSocketAddress> peer();

  /// Sends the answer, once. The body is left out where the method is HEAD.
  ///
  /// @throws IOException when the answer could not be sent whole
  void send(Answer answer) throws IOException;
}
