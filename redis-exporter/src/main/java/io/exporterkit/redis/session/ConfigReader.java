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

/// A reader of the server's settings, all of them or only the needed ones, with the CONFIG command under its configured
/// name. Immutable.
///
/// Out: `CONFIG GET maxclients maxmemory ...` for Redis 7.0 and later, which accept several names, and `CONFIG GET *`
/// for other servers, because one command for each name costs such a server more than all settings at once. All
/// collectors of a scrape share the reply.
public final class ConfigReader {
  /// The name of the CONFIG command when no settings are read.
  static final String NONE = "-";

  /// The setting that [#databases] reads.
  public static final String DATABASES = "databases";

  private static final String DEFAULT_COMMAND = "CONFIG";
  private static final int DEFAULT_DATABASES = 16;
  // Bounds the databases without keys on a page, because the number comes from the target.
  private static final int MOST_DATABASES = 100_000;

  private final String name;
  private final Command whole;
  // The command for the needed settings; equal to `whole` where all settings are needed.
  private final Command needed;
  private final Command neededOfValkey;

  private ConfigReader(String name, Command whole, Command needed, Command neededOfValkey) {
    this.name = name;
    this.whole = whole;
    this.needed = needed;
    this.neededOfValkey = neededOfValkey;
  }

  /// Returns a reader of all settings.
  ///
  /// @param name of the CONFIG command, or [#NONE]
  public static ConfigReader ofAll(String name) {
    Command whole = Command.of(name, "GET", "*");
    return new ConfigReader(name, whole, whole, whole);
  }

  /// Returns a reader of these settings.
  ///
  /// @param name of the CONFIG command, or [#NONE]
  /// @param settings that are read from every server
  /// @param ofValkey that are also read from Valkey
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

  /// Returns all commands that may be sent, whatever the server.
  public List<Command> commands() {
    return isOff() ? List.of() : List.of(whole, needed, neededOfValkey);
  }

  /// Returns the command that is sent to this server.
  public List<Command> commands(ServerIdentity server) {
    return isOff() ? List.of() : List.of(command(server));
  }

  /// Returns the command for several names where the server accepts it, which Redis does from 7.0 on.
  private Command command(ServerIdentity server) {
    if (!server.isAtLeast(7, 0) || server.isOtherImplementation()) {
      return whole;
    }
    return server.isValkey() ? neededOfValkey : needed;
  }

  /// Returns the rights for the commands. Access lists use the original name of a renamed command.
  public Rights rights() {
    return isOff() ? Rights.NONE : Rights.to("config|get");
  }

  /// Returns the settings by name, in the server's order. Other settings than the needed ones may be among them.
  ///
  /// @throws SkippedException when CONFIG is switched off, or the server refuses it
  /// @throws IOException when the connection was lost or the reply is not a list
  public Map<String, String> read(RedisSession session)
      throws IOException, SkippedException, InterruptedException {
    return Replies.pairs(ask(session), whole);
  }

  /// Returns the value of one setting; null where the server has no setting of this name.
  ///
  /// @throws SkippedException when CONFIG is switched off, or the server refuses it
  /// @throws IOException when the connection was lost or the reply is not a list
  public @Nullable String read(RedisSession session, String name)
      throws IOException, SkippedException, InterruptedException {
    List<Reply> elements = Replies.list(ask(session), whole);
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      if (elements.get(i) instanceof Reply.Bulk key
          && key.length() == name.length()
          && key.text().equals(name)) {
        return Replies.textOrNull(elements.get(i + 1));
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

  /// Whether all settings should be read from a server that refuses several names: because that has worked before, or
  /// because the error is about the arguments and not about the command.
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

  /// Logs once that the server does not have the command which config-command names.
  private void warnOfOtherName(RedisSession session) {
    if (!name.equals(DEFAULT_COMMAND) && !session.server().isSentinel()) {
      session.refuse(whole, "the server does not have the command that config-command names");
    }
  }

  /// Returns the number of databases: 1 in cluster mode, 16 where CONFIG does not answer, at most 100,000.
  public int databases(RedisSession session) throws InterruptedException {
    if (session.server().isClusterNode()) {
      return 1;
    }
    try {
      String databases = read(session, DATABASES);
      double number = databases == null ? GoFloat.NONE : GoFloat.parseOrNone(databases);
      return number >= 1 ? (int) Math.min(number, MOST_DATABASES) : DEFAULT_DATABASES;
    } catch (IOException | SkippedException _) {
      // The config collector reports the failure, because it sends the same command.
      return DEFAULT_DATABASES;
    }
  }
}
