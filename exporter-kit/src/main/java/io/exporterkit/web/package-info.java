/// An HTTP server for pages of metrics.
///
/// In come requests, which [ExporterServer] routes by exact path to handlers. A [Handler] is a function from a typed
/// request to a response. Out go pages as text, OpenMetrics or protobuf, as the `Accept` header prefers. The server
/// itself handles HEAD, gzip, errors and unknown paths. [ScrapeTimeout] converts the scraper's header to a deadline.
/// Connections and the syntax of HTTP belong to the implementation behind the interface `HttpEngine`.
@NullMarked
package io.exporterkit.web;

import org.jspecify.annotations.NullMarked;
