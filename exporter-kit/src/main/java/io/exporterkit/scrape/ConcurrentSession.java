package io.exporterkit.scrape;

import java.io.IOException;

/// A session whose methods several threads may call at the same time, such as an HTTP client or a pool of connections.
/// The collectors of a scrape with such a session run at the same time, each in a virtual thread of its own. Required
/// collectors ([Collector#isRequired]) run first, one after the other, because they decide whether the target is up.
///
/// A page does not depend on the order in which collectors end: its families have the order of the collectors. The
/// [Collector#timeout] of a collector limits that collector alone. A collector without a time-out ends at the deadline
/// of the scrape.
///
/// In the thread of a collector, the [io.exporterkit.time.Deadline] of the session is no later than the end of that
/// collector's time-out. A session that passes the deadline on to another thread passes
/// [io.exporterkit.time.Deadline#here] instead.
///
/// ```java
/// record HttpSession(HttpClient client, URI base, Deadline deadline) implements ConcurrentSession {
///   String get(String path) throws IOException, InterruptedException {
///     deadline.check();
///     var request = HttpRequest.newBuilder(base.resolve(path)).timeout(deadline.remaining()).build();
///     return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
///   }
///   ...
/// ```
public interface ConcurrentSession extends AutoCloseable {
  /// Returns the largest number of collectors that use the session at the same time, at least 1: such as the number of
  /// connections in a pool. The default is 8. Further collectors wait; the time-out of a collector begins when the
  /// collector starts.
  default int mostCollectors() {
    return 8;
  }

  /// Closes the session. Called once, by one thread, when all collectors have ended.
  @Override
  void close() throws IOException;
}
