package io.exporterkit;

import io.exporterkit.net.RefusedTargetException;
import io.exporterkit.web.BadRequestException;
import io.exporterkit.web.Request;

/// A reader of requests that name a target. Called by several threads at the same time.
///
/// @param example how the path is requested, for the landing page and errors: `/probe?target=host:11211`
/// @param <S> the session that collectors read from
public record ProbeParser<S extends AutoCloseable>(String example, Parse<S> parse) {
  /// Reads a request.
  @FunctionalInterface
  public interface Parse<S extends AutoCloseable> {
    /// Returns the scrape that the request asks for.
    ///
    /// @throws BadRequestException answered 400 with the message, which says what would be right and does not quote the
    ///     request
    /// @throws RefusedTargetException answered 403 with the message, when requests may not name this target
    Probe<S> probe(Request request) throws BadRequestException, RefusedTargetException;
  }
}
