package io.exporterkit.web;

/// The request makes no sense; the message says what was wrong and what would be right, and goes to the client.
public final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1;

  public BadRequestException(String message) {
    super(message);
  }
}
