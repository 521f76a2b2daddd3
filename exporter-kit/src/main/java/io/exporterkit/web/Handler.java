package io.exporterkit.web;

/// Answers the requests of one path; called by many threads at the same time.
@FunctionalInterface
public interface Handler {
  /// Makes the response to one request.
  ///
  /// @throws BadRequestException answered 400 with its message
  /// @throws io.exporterkit.scrape.Scraper.BusyException answered 503 with its message
  /// @throws Exception logged, and answered 500 without details
  Response handle(Request request) throws Exception;
}
