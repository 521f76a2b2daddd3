package io.exporterkit.redis.keys;

import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Standing;
import java.io.IOException;
import java.util.List;

/// The commands of a check that are sent for many keys at once. A kind of command that the target is not known to
/// permit is sent for one key first, so that a denial is logged once. A command that was refused for a key is not sent
/// for that key again.
final class KeyCommands {
  private final RedisSession session;

  KeyCommands(RedisSession session) {
    this.session = session;
  }

  /// Whether a kind of command may be sent for this key. When nothing is known of the kind, sends it with the key
  /// first.
  boolean mayAsk(Command kind, byte[] key) throws IOException, InterruptedException {
    return mayAskWith(kind, key, List.of());
  }

  /// Whether a kind of command may be sent for this key and these arguments, as in [#mayAsk].
  boolean mayAskWith(Command kind, byte[] key, List<byte[]> more)
      throws IOException, InterruptedException {
    return switch (session.standing(kind)) {
      case REFUSED -> false;
      case WORKS -> !session.isRefusedKey(kind, key);
      case UNTRIED -> {
        Batch batch = new Batch();
        add(batch, kind, key, more);
        Reply reply = session.round(batch).all().getFirst();
        session.tried(kind, reply);
        note(kind, key, reply);
        yield session.standing(kind) != Standing.REFUSED && !session.isRefusedKey(kind, key);
      }
    };
  }

  /// Sends each kind of command of which nothing is known for this key.
  void tryOn(byte[] key, List<Command> kinds) throws IOException, InterruptedException {
    for (Command kind : kinds) {
      var _ = mayAsk(kind, key);
    }
  }

  static void add(Batch batch, Command kind, byte[] key, List<byte[]> more) {
    batch.commandWith(1 + more.size(), kind).with(key);
    more.forEach(batch::with);
  }

  /// Records a lasting refusal for one key, so that the command is not sent at each scrape.
  void note(Command kind, byte[] key, Reply reply) {
    if (reply instanceof Reply.Error error) {
      switch (error.code()) {
        // MOVED: another node of the cluster holds the key, and that node's keys are not read.
        case "NOPERM", "INVALIDOBJ", "MOVED" -> session.refuseKey(kind, key);
        default -> {}
      }
    }
  }
}
