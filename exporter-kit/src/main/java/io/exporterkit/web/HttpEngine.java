package io.exporterkit.web;

/// An implementation of HTTP, which accepts connections, reads requests, and passes each to an [Answering]. Listens from its
/// construction on. [CoreEngine] is the only one; another can replace it without a change of routes, handlers or pages.
interface HttpEngine extends AutoCloseable {
  /// Answers requests; called by many threads at the same time.
  @FunctionalInterface
  interface Answering {
    /// Answers one request by one call of [Exchange#send].
    ///
    /// @throws java.io.IOException when the answer could not be sent whole; the engine then cuts the connection, so that what was sent
    ///     does not look complete
    void answer(Exchange exchange) throws java.io.IOException;
  }

  /// Closes the listening sockets. Open connections stay, and further requests on them are read.
  void endListening();

  /// Closes all connections, and interrupts the threads of requests that still run.
  @Override
  void close();
}
