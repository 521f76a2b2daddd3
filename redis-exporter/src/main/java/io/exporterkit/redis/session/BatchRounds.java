package io.exporterkit.redis.session;

import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.ReplyTooLargeException;
import io.exporterkit.redis.protocol.Round;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rounds of one scrape whose commands vary, such as those for keys: commands written together, replies read
/// together. Used by one thread.
final class BatchRounds {
  private final ScrapeConnection connection;
  private final CommandReplies replies;
  private @Nullable Batch batch;

  BatchRounds(ScrapeConnection connection, CommandReplies replies) {
    this.connection = connection;
    this.replies = replies;
  }

  /// Writes the commands. See [RedisSession#begin].
  void begin(Batch commands) throws IOException, InterruptedException {
    replies.lookUp();
    replies.readAllDue();
    connection.open();
    try {
      connection.send(commands);
      batch = commands;
    } catch (IOException e) {
      connection.closeAfter(e);
      throw e;
    }
  }

  /// Returns the commands of the last round; null before the first.
  @Nullable Batch batch() {
    return batch;
  }

  /// Reads the replies. See [RedisSession#finish].
  Round finish() throws IOException {
    List<Reply> arrived = new ArrayList<>(connection.dueOfBatch());
    try {
      while (connection.dueOfBatch() > 0) {
        arrived.add(connection.readOfBatch());
      }
      return new Round(arrived, null);
    } catch (IOException e) {
      if (e instanceof ReplyTooLargeException) {
        connection.countTooLarge();
      }
      connection.closeAfter(e);
      return new Round(arrived, e);
    }
  }

  /// Writes the commands and reads the replies.
  Round round(Batch commands) throws IOException, InterruptedException {
    begin(commands);
    return finish();
  }
}
