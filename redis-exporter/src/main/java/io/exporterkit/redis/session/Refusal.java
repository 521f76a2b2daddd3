package io.exporterkit.redis.session;

import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.scrape.ForbiddenException;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.Locale;

/// The reason why a command is not sent for some minutes.
///
/// @param reason without secrets; empty where the kind is enough
record Refusal(Kind kind, String reason) {
  /// The kind of a refusal.
  enum Kind {
    /// The server does not know the command.
    LACKS,
    /// The user may not use the command, or the service has switched it off.
    FORBIDS,
    /// The reply cannot be read: it is too large, or no reply at all.
    UNREADABLE,
    /// The server, or a proxy in front of it, closes the connection on the command.
    HANGS_UP
  }

  /// Returns the kind of refusal that a lasting error stands for.
  static Kind kind(Reply.Error error) {
    if (!error.code().equals("ERR")) {
      return Kind.FORBIDS;
    }
    String message = error.message().toLowerCase(Locale.ROOT);
    return message.contains("unknown")
            || message.contains("syntax")
            || message.contains("wrong number of arguments")
            || message.contains("not supported")
            || message.contains("unsupported")
            || message.contains("not implemented")
            || message.contains("cluster support disabled")
        ? Kind.LACKS
        : Kind.FORBIDS;
  }

  /// Returns the exception that ends a collector which needs the command.
  ///
  /// @throws IOException when the reply could not be read, which is a failure in each scrape
  SkippedException exception(Command command) throws IOException {
    String why = reason.isEmpty() ? "" : ": " + reason;
    return switch (kind) {
      case LACKS -> new SkippedException("the server has no " + command + why);
      case FORBIDS -> new ForbiddenException("the server refuses " + command + why);
      case HANGS_UP -> new SkippedException("the connection is closed on " + command);
      case UNREADABLE -> throw new IOException(command + why);
    };
  }
}
