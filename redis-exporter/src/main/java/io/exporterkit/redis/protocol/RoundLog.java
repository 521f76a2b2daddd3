package io.exporterkit.redis.protocol;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log of the rounds on one connection, at level DEBUG: the names of the commands, without arguments, and when
/// their replies had arrived. Used by one thread at a time.
///
/// Out: `round 1: sent INFO, CONFIG GET, SLOWLOG LEN (3 commands, 74 bytes)`, `round 1: 3 replies in 1200 µs`
final class RoundLog {
  private static final Logger log = LoggerFactory.getLogger(RoundLog.class);
  private static final int MOST_NAMES = 40;

  private int round;
  private int commands;
  private int replies;
  private long sentAt;
  private long lastReplyAt;

  void sent(List<Command> all, int bytes) {
    begin(all.size());
    if (log.isDebugEnabled()) {
      Names names = new Names(List.copyOf(all));
      log.debug("round {}: sent {} ({} commands, {} bytes)", round, names, all.size(), bytes);
    }
  }

  /// The names of commands, made when a log line is written.
  private record Names(List<Command> commands) {
    @Override
    public String toString() {
      StringBuilder names = new StringBuilder();
      for (Command command : commands.subList(0, Math.min(commands.size(), MOST_NAMES))) {
        names.append(names.isEmpty() ? "" : ", ");
        names.append(command.hasSubcommand() ? command.subcommand() : command.name());
      }
      return names.toString();
    }
  }

  void sent(Batch batch) {
    begin(batch.size());
    log.debug("round {}: sent {} commands for keys, {} bytes", round, commands, batch.length());
  }

  private void begin(int number) {
    end();
    round++;
    commands = number;
    replies = 0;
    sentAt = System.nanoTime();
  }

  void arrived() {
    replies++;
    lastReplyAt = System.nanoTime();
  }

  /// Logs the replies to the last round.
  void end() {
    if (commands > 0 && log.isDebugEnabled()) {
      String missing = replies < commands ? " of " + commands : "";
      long micros = replies == 0 ? 0 : (lastReplyAt - sentAt) / 1000;
      log.debug("round {}: {}{} replies in {} µs", round, replies, missing, micros);
    }
    commands = 0;
  }

  /// Logs the replies to the last round of a scrape. The rounds of the next scrape are counted from 1.
  void endScrape() {
    end();
    round = 0;
  }
}
