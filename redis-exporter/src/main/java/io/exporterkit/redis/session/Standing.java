package io.exporterkit.redis.session;

/// What is known of a command whose arguments vary, on one target.
public enum Standing {
  /// Not sent yet: to be tried with one set of arguments before it goes out for many, so that a target which forbids it logs one denial.
  UNTRIED,
  /// Answered before.
  WORKS,
  /// Forbidden, or unknown there: not to be sent.
  REFUSED
}
