package io.exporterkit.redis.session;

import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.RedisErrorException;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.session.RedisSession.InDatabase;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;

/// The databases of a server in one scrape: selects another one for an action, and the target's own one again after it.
/// Used by one thread.
final class Databases {
  private static final Command SELECT = Command.of("SELECT");

  private final ScrapeConnection connection;
  private final BatchRounds rounds;
  private final CommandReplies replies;
  private final Refusals refusals;
  private final int own;

  /// @param own database of the target's address
  Databases(
      ScrapeConnection connection,
      BatchRounds rounds,
      CommandReplies replies,
      Refusals refusals,
      int own) {
    this.connection = connection;
    this.rounds = rounds;
    this.replies = replies;
    this.refusals = refusals;
    this.own = own;
  }

  /// Runs an action in a database. See [RedisSession#inDatabase].
  void run(int database, InDatabase action)
      throws IOException, SkippedException, InterruptedException {
    if (database != own) {
      select(database);
    }
    try {
      action.run();
    } finally {
      connection.closeIfBatchIsDue();
      if (database != own) {
        selectOwn();
      }
    }
  }

  private void select(int wanted) throws IOException, SkippedException, InterruptedException {
    replies.lookUp();
    if (refusals.isMissingDatabase(wanted)) {
      throw new SkippedException("the server has no database " + wanted);
    }
    if (refusals.standing(SELECT) == Standing.REFUSED) {
      throw refusals.exception(SELECT);
    }
    Reply reply = exchange(wanted);
    if (reply instanceof Reply.Error error) {
      throw refused(wanted, error);
    }
    connection.setDatabase(wanted);
  }

  private Reply exchange(int database) throws IOException, InterruptedException {
    Batch batch = new Batch().command("SELECT", Integer.toString(database));
    return rounds.round(batch).all().getFirst();
  }

  /// Records the error in reply to SELECT, and returns the exception for it where it is lasting.
  private SkippedException refused(int wanted, Reply.Error error) throws IOException {
    String why = refusals.reason(error);
    if (!Knowledge.isLasting(error)) {
      throw new RedisErrorException("SELECT refused: " + why);
    }
    if (Knowledge.isAboutCommand(error)) {
      refusals.add(SELECT, error);
      return refusals.exception(SELECT);
    }
    refusals.addMissingDatabase(wanted, why);
    return new SkippedException("SELECT refused: " + why);
  }

  /// Selects the target's own database. Closes the connection when that fails, because it would answer from the wrong
  /// database. A connection that is opened later is in the target's own database.
  private void selectOwn() throws IOException, InterruptedException {
    connection.setDatabase(own);
    if (!connection.isOpen()) {
      return;
    }
    boolean selected = false;
    try {
      selected = !(exchange(own) instanceof Reply.Error);
    } finally {
      if (!selected) {
        connection.close();
      }
    }
  }
}
