package io.exporterkit.web;

/// A function that answers the requests of one path. Called by many threads at the same time.
@FunctionalInterface
public interface Handler {
  /// Returns the response to one request. Should return before [Request#deadline()].
  ///
  /// @throws BadRequestException answered 400 with its message
  /// @throws io.exporterkit.scrape.Scraper.BusyException answered 503 with its message
  /// @throws Exception logged, and answered 500 without details
  Response handle(Request request) throws Exception;
}
