package io.exporterkit.redis.keys;

import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Standing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Commands for many keys at once. A kind that this target was not seen to permit goes out for one key first, so that one which is
/// forbidden leaves one denial there; what was refused for a key is not asked again for it.
final class KeyCommands {
  private final RedisSession session;

  KeyCommands(RedisSession session) {
    this.session = session;
  }

  /// Whether a kind of command may go out for this key; where nothing is known of the kind, tries it with the key and these arguments.
  boolean mayAsk(Command kind, byte[] key, String... more)
      throws IOException, InterruptedException {
    return mayAskWith(
        kind, key, Arrays.stream(more).map(word -> word.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /// Checks the same for arguments that need not be text.
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

  /// Tries those kinds of which nothing is known with this key.
  void tryOn(byte[] key, List<Command> kinds) throws IOException, InterruptedException {
    for (Command kind : kinds) {
      var _ = mayAsk(kind, key);
    }
  }

  static void add(Batch batch, Command kind, byte[] key, List<byte[]> more) {
    batch.commandWith(1 + more.size(), kind.toString().split(" ")).with(key);
    more.forEach(batch::with);
  }

  /// Remembers a lasting refusal for one key, so that it is not asked for at each scrape.
  void note(Command kind, byte[] key, Reply reply) {
    if (reply instanceof Reply.Error error) {
      switch (error.code()) {
        // MOVED: a key of another node of a cluster, where that is not asked.
        case "NOPERM", "INVALIDOBJ", "MOVED" -> session.refuseKey(kind, key);
        default -> {}
      }
    }
  }
}
