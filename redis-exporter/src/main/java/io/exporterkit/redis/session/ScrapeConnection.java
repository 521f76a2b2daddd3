package io.exporterkit.redis.session;

import io.exporterkit.net.ConnectionLostException;
import io.exporterkit.net.Patience;
import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Connection;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.time.DeadlineException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The connection of one scrape, with the replies that are due on it. A lost connection is replaced by a new one, a few
/// times in a scrape, on which the database in use is selected. Used by one thread.
final class ScrapeConnection {
  private static final int MOST_RECONNECTS = 4;

  private final SessionOpener opener;
  private final RedisTarget target;
  private final Patience patience;
  private @Nullable Connection connection;
  // Commands whose replies are due, the oldest first; empty while there is no connection.
  private final Deque<Command> due;
  // Number of replies to a batch that are due.
  private int dueOfBatch;
  private int database;
  private int reconnects;
  // Number of connections that were closed because a reply to a batch was too large.
  private int tooLarge;
  // The reason why no connection is opened any more.
  private @Nullable IOException end;
  private boolean isEnded;

  /// @param due commands that were sent on the connection, and whose replies were not read
  ScrapeConnection(
      SessionOpener opener,
      RedisTarget target,
      Connection connection,
      Patience patience,
      List<Command> due) {
    this.opener = opener;
    this.target = target;
    this.connection = connection;
    this.patience = patience;
    this.due = new ArrayDeque<>(due);
    this.database = target.address().database();
  }

  Patience patience() {
    return patience;
  }

  /// Returns the number of the database in use.
  int database() {
    return database;
  }

  /// Records which database is in use, so that it is selected on a new connection.
  void setDatabase(int number) {
    database = number;
  }

  boolean isOpen() {
    return connection != null;
  }

  /// Whether the connection is the first one of the scrape. Several commands are sent in one write only on that one.
  boolean isFirst() {
    return connection != null && reconnects == 0;
  }

  /// Whether a connection was lost for another reason than a reply that was too large, and the scrape went on with a
  /// new one.
  boolean wasLost() {
    return reconnects > tooLarge && end == null;
  }

  boolean isDue(Command command) {
    return due.contains(command);
  }

  boolean hasDue() {
    return !due.isEmpty();
  }

  /// Returns the command whose reply is read next.
  Command firstDue() {
    return due.getFirst();
  }

  Command lastDue() {
    return due.getLast();
  }

  /// Reads the reply to [#firstDue], which is not due any more then.
  Reply readDue() throws IOException {
    Reply reply = connected().read(patience);
    due.removeFirst();
    return reply;
  }

  /// Sends commands in one write; their replies are due.
  void send(List<Command> commands) throws IOException {
    connected().send(commands);
    due.addAll(commands);
  }

  /// Sends a command and reads its reply.
  Reply exchange(Command command) throws IOException {
    Connection open = connected();
    open.send(List.of(command));
    return open.read(patience);
  }

  /// Sends a batch, and frees the memory of all replies that were read before.
  void send(Batch batch) throws IOException {
    Connection open = connected();
    open.forgetReplies();
    open.send(batch, patience.deadline(), opener.dialer());
    dueOfBatch = batch.size();
  }

  /// Returns how many replies to the batch are due.
  ///
  /// @throws IOException when the connection was closed since the batch was sent
  int dueOfBatch() throws IOException {
    var _ = connected();
    return dueOfBatch;
  }

  /// Reads the next reply to the batch.
  Reply readOfBatch() throws IOException {
    Reply reply = connected().read(patience);
    dueOfBatch--;
    return reply;
  }

  /// Opens a new connection where there is none. No reply may be due.
  ///
  /// @throws IOException when that fails, or failed before in this scrape
  void open() throws IOException, InterruptedException {
    if (dueOfBatch > 0) {
      throw new IllegalStateException("a round has begun already");
    }
    if (end != null) {
      throw end;
    }
    if (isEnded) {
      throw new IOException("the session is closed"); // nobody would close a new connection
    }
    if (connection == null) {
      connection = reconnect();
    }
  }

  private Connection reconnect() throws IOException, InterruptedException {
    try {
      if (++reconnects > MOST_RECONNECTS + tooLarge) {
        throw new ConnectionLostException();
      }
      return opener.reconnect(target, database, patience);
    } catch (IOException e) {
      end = e;
      throw e;
    }
  }

  private Connection connected() throws IOException {
    if (connection == null) {
      throw end != null ? end : new ConnectionLostException();
    }
    return connection;
  }

  /// Closes the connection after a failure, because the next reply on it is unknown. After a time-out no other
  /// connection is opened.
  void closeAfter(IOException failure) {
    if (failure instanceof DeadlineException) {
      end = failure;
    }
    close();
  }

  /// Permits one more new connection, because the exporter and not the target has ended the last one.
  void countTooLarge() {
    tooLarge++;
  }

  /// Closes the connection where replies to a batch are due, because they will not be read.
  void closeIfBatchIsDue() {
    if (dueOfBatch > 0) {
      close();
    }
  }

  /// Closes the connection. The commands whose replies were due have to be sent again.
  void close() {
    due.clear();
    dueOfBatch = 0;
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  /// Keeps the connection for the next scrape when INFO was answered on it, else closes it. No reply may be due.
  /// No new connection is opened from then on.
  void keepOrClose() {
    isEnded = true;
    if (connection != null && connection.peer != null) {
      target.keep(connection);
      connection = null;
    }
    close();
  }
}
