/// HTTP: requests in, pages out.
///
/// [ExporterServer] listens, routes exact paths to handlers, and answers HEAD, gzip, errors and unknown paths itself; it writes
/// pages as text or protobuf, as [AcceptHeader] finds them wanted. A [Handler] is
/// a function from a typed request to a response; [MetricsHandler] is the one
/// that most exporters want. [ScrapeTimeout] turns the scraper's header into a deadline. Connections and the syntax of HTTP belong to
/// the implementation behind the interface `HttpEngine`.
@NullMarked
package io.exporterkit.web;

import org.jspecify.annotations.NullMarked;
