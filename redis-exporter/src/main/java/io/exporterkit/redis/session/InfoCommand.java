package io.exporterkit.redis.session;

import io.exporterkit.net.ProtocolException;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.RedisErrorException;
import io.exporterkit.redis.protocol.Reply;
import java.io.IOException;

/// INFO as the first question of a scrape: `INFO ALL` or `INFO`, whichever the server understands, and its reply.
///
/// @param whole command that is sent first; `INFO` is sent instead to servers that refuse it
record InfoCommand(Command whole) {
  /// INFO without a section, which every server understands.
  static final Command PLAIN = Command.of("INFO").everywhere();

  /// `INFO ALL`, or `INFO` for servers that refuse it.
  static final InfoCommand ALL = new InfoCommand(Command.of("INFO", "ALL").everywhere());

  /// `INFO` alone.
  static final InfoCommand SHORT = new InfoCommand(PLAIN);

  /// Returns the command for a target.
  Command of(RedisTarget target) {
    return target.refusals().contains(whole) ? PLAIN : whole;
  }

  /// Records that a target answers only the plain command, so that the next scrapes send it at once.
  void recordPlain(RedisTarget target) {
    if (!whole.equals(PLAIN) && !target.refusals().contains(whole)) {
      target.refusals().add(whole, new Refusal(Refusal.Kind.LACKS, "INFO is sent instead"));
    }
  }

  /// Whether the plain command may succeed after this reply to `INFO ALL`: an empty text, or an error other than NOPERM
  /// that is no passing state of the server.
  static boolean isWorthPlain(Reply reply) {
    if (reply instanceof Reply.Error error) {
      return Knowledge.isLasting(error) && !error.code().equals("NOPERM");
    }
    return reply instanceof Reply.Bulk bulk && bulk.length() == 0;
  }

  /// Returns the fields of a reply. A reply that was cut ends with its last whole line.
  ///
  /// @throws RedisErrorException when the server refuses INFO
  /// @throws ProtocolException when the reply holds no field of INFO
  static Info parse(RedisTarget target, Reply reply) throws IOException {
    if (reply instanceof Reply.Error error) {
      Greeting.checkForClosing(target, error);
      throw new RedisErrorException("INFO refused: " + target.refusals().reason(error));
    }
    if (!(reply instanceof Reply.Bulk bulk)) {
      throw new ProtocolException("not a Redis server: the reply to INFO is not a text");
    }
    Info info = bulk.isCut() ? Info.parseCut(bulk.wholeLines()) : Info.parse(bulk.text());
    if (info.size() == 0) {
      throw new ProtocolException("INFO contains no field");
    }
    return info;
  }
}
