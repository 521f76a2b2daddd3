package io.exporterkit.web;

/// A request that is not valid HTTP/1.1 or HTTP/1.0. The message contains the reason, and does not quote the request.
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
