package io.exporterkit.redis.session;

/// The state of a command with varying arguments on one target.
public enum Standing {
  /// Not sent yet. The command is sent with one set of arguments first, so that a target which forbids it logs one
  /// denial.
  UNTRIED,
  /// Answered without an error.
  WORKS,
  /// Forbidden or unknown: the command is not sent.
  REFUSED
}
