package io.exporterkit.web;

/// A request that cannot be read as HTTP/1.1; the message says why, without quoting it.
final class BadMessageException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  BadMessageException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
