package io.exporterkit.web;

/// A request with wrong or missing parameters, or a malformed path. The message says what is wrong and what would be
/// right, and is sent to the client.
public final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1;

  /// Makes an exception.
  ///
  /// @param message one line, without secrets
  public BadRequestException(String message) {
    super(message);
  }
}
