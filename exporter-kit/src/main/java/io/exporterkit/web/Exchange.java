package io.exporterkit.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request that an [HttpEngine] has read, and the means to answer the request. Used by one thread.
interface Exchange {
  /// Returns the method, as sent.
  String method();

  /// Returns the request's target as sent: path and query, or an absolute URI.
  String target();

  /// Returns the values of all headers in the order sent, by name in lower case.
  Map<String, List<String>> headers();

  /// Returns the first value of a header; empty when the request lacks the header.
  ///
  /// @param name in upper or lower case
  Optional<String> header(String name);

  /// Returns the client's address; empty when the connection has none, such as a unix socket.
  Optional<InetSocketAddress> peer();

  /// Sends the answer. Called once. Leaves out the body when the method is HEAD or the status 304.
  ///
  /// @throws IOException when the answer could not be sent whole
  void send(Answer answer) throws IOException;
}
