package io.exporterkit.web;

/// An implementation of HTTP, which accepts connections, reads requests, and passes each request to an [Answering].
/// Listens from its construction. The interface allows a replacement of [CoreEngine], the only implementation, without
/// a change of routes, handlers or pages.
interface HttpEngine extends AutoCloseable {
  /// A function that answers requests. Called by many threads at the same time.
  @FunctionalInterface
  interface Answering {
    /// Answers one request by one call of [Exchange#send].
    ///
    /// @throws java.io.IOException when the answer could not be sent whole; the engine then cuts the connection, so
    ///     that a partial answer does not look complete
    void answer(Exchange exchange) throws java.io.IOException;
  }

  /// Closes the listening sockets. Open connections stay open, and further requests on them are read.
  void endListening();

  /// Closes all connections, and interrupts the threads of running requests.
  @Override
  void close();
}
