package io.exporterkit.redis.session;

import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Replies;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.scrape.ForbiddenException;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.text.GoFloat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks for the server's settings, under the name that the CONFIG command has there: for all of them, or for those that are needed.
///
/// Out: `CONFIG GET maxclients maxmemory ...` for Redis 7.0 and later, which takes several names, and `CONFIG GET *` for others: there one
/// command for each name costs the server more than all settings at once. All collectors of a scrape share the one reply.
public final class ConfigReader {
  /// Settings are not asked for.
  static final String NONE = "-";

  /// The setting that [#databases] reads.
  public static final String DATABASES = "databases";

  private static final String DEFAULT_COMMAND = "CONFIG";
  private static final int DEFAULT_DATABASES = 16;
  // More are not told when they are empty: nobody has them, and a number from outside must not fill
  // the page.
  private static final int MOST_DATABASES = 100_000;

  private final String name;
  private final Command whole;
  // Equal to whole where all settings are wanted.
  private final Command needed;
  private final Command neededOfValkey;

  private ConfigReader(String name, Command whole, Command needed, Command neededOfValkey) {
    this.name = name;
    this.whole = whole;
    this.needed = needed;
    this.neededOfValkey = neededOfValkey;
  }

  /// A reader of all settings.
  ///
  /// @param name of the CONFIG command, or [#NONE]
  public static ConfigReader ofAll(String name) {
    Command whole = Command.of(name, "GET", "*");
    return new ConfigReader(name, whole, whole, whole);
  }

  /// A reader of some settings, and perhaps of others with them.
  ///
  /// @param name of the CONFIG command, or [#NONE]
  /// @param settings wanted from every server
  /// @param ofValkey wanted from Valkey only
  public static ConfigReader of(String name, List<String> settings, List<String> ofValkey) {
    List<String> both = new ArrayList<>(settings);
    both.addAll(ofValkey);
    Command whole = Command.of(name, "GET", "*");
    return new ConfigReader(name, whole, several(name, settings), several(name, both));
  }

  private static Command several(String name, List<String> settings) {
    List<String> words = new ArrayList<>(List.of(name, "GET"));
    words.addAll(settings);
    return Command.of(words.toArray(String[]::new)).knownBy(name.toLowerCase(Locale.ROOT) + "|get");
  }

  private boolean isOff() {
    return name.equals(NONE);
  }

  /// All commands that any server may be asked.
  public List<Command> commands() {
    return isOff() ? List.of() : List.of(whole, needed, neededOfValkey);
  }

  /// The command for this server.
  public List<Command> commands(ServerIdentity server) {
    return isOff() ? List.of() : List.of(command(server));
  }

  /// CONFIG GET takes several names from Redis 7.0 on.
  private Command command(ServerIdentity server) {
    if (!server.isAtLeast(7, 0) || server.isOtherImplementation()) {
      return whole;
    }
    return server.isValkey() ? neededOfValkey : needed;
  }

  /// Access lists know the command by its own name, whatever it was renamed to.
  public Rights rights() {
    return isOff() ? Rights.NONE : Rights.to("config|get");
  }

  /// The settings by name, in the server's order.
  ///
  /// @throws SkippedException when they are not asked for, or refused
  public Map<String, String> read(RedisSession session)
      throws IOException, SkippedException, InterruptedException {
    return Replies.pairs(ask(session), whole);
  }

  /// One setting; null where the server has none of this name.
  ///
  /// @throws SkippedException when settings are not asked for, or refused
  public @Nullable String read(RedisSession session, String name)
      throws IOException, SkippedException, InterruptedException {
    List<Reply> elements = Replies.list(ask(session), whole);
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      if (elements.get(i) instanceof Reply.Bulk key
          && key.length() == name.length()
          && elements.get(i + 1) instanceof Reply.Bulk value
          && key.text().equals(name)) {
        return value.text();
      }
    }
    return null;
  }

  private Reply ask(RedisSession session)
      throws IOException, SkippedException, InterruptedException {
    if (isOff()) {
      throw new SkippedException("CONFIG is switched off");
    }
    Command command = command(session.server());
    try {
      return session.ask(command);
    } catch (ForbiddenException e) {
      if (!isForOneNameOnly(session, command)) {
        throw e;
      }
    } catch (SkippedException e) {
      if (session.standing(whole) == Standing.REFUSED) {
        warnOfOtherName(session);
        throw e;
      }
    }
    Reply all = session.ask(whole);
    session.tried(whole, all);
    return all;
  }

  /// Whether a server that refuses several names answers for all settings, or is worth a try: it complained of the arguments and not of
  /// the command. From then on the answer is remembered.
  private boolean isForOneNameOnly(RedisSession session, Command command)
      throws IOException, InterruptedException {
    if (command.equals(whole)) {
      return false;
    }
    Reply.Error error = session.errorOf(command);
    return error == null
        ? session.standing(whole) == Standing.WORKS
        : !error.code().equals("NOPERM")
            && !error.message().toLowerCase(Locale.ROOT).contains("unknown command");
  }

  /// Logs that the server has no command of the name that config-command says.
  private void warnOfOtherName(RedisSession session) {
    if (!name.equals(DEFAULT_COMMAND) && !session.server().isSentinel()) {
      session.refuse(whole, "the server has no command of the name that config-command says");
    }
  }

  /// How many databases the server has: 1 in cluster mode, 16 where CONFIG does not tell.
  public int databases(RedisSession session) throws InterruptedException {
    if (session.server().isClusterNode()) {
      return 1;
    }
    try {
      String databases = read(session, DATABASES);
      double number = databases == null ? GoFloat.NONE : GoFloat.parseOrNone(databases);
      return number >= 1 ? (int) Math.min(number, MOST_DATABASES) : DEFAULT_DATABASES;
    } catch (IOException | SkippedException _) {
      // The config collector, which asks for the same, tells of it.
      return DEFAULT_DATABASES;
    }
  }
}
