package io.exporterkit.redis.servers;

import io.exporterkit.testing.server.Loopback;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A server on loopback that replies with captured replies: `info-all.resp` to `INFO ALL`, `config-get.resp` to
/// `CONFIG GET *`, byte for byte. The reply to any other command is `-ERR unknown command`. The server records every
/// command. Thread-safe.
///
/// - PING, ECHO, AUTH, SELECT, HELLO 2, CLIENT SETNAME, CLIENT SETINFO and QUIT have the replies of a real server.
/// - If the reply to one of INFO, INFO ALL and INFO EVERYTHING was not captured, another one is used.
/// - The reply to CONFIG GET with names is made from `config-get.resp`.
/// - The reply to COMMAND INFO (since version 7 also for `latency|histogram`) follows from the other replies: a command
///   exists unless its reply says that it is unknown.
public final class ReplayServer implements AutoCloseable {
  private static final byte[] OK = Resp.ascii("+OK\r\n");
  private static final List<String> INFO = List.of("info-all", "info-everything", "info");

  private final Loopback loopback = new Loopback("replay", this::serve);

  /// Replies by command, in the form of file names.
  private final Map<String, byte[]> captured;

  private final Map<String, byte[]> exact = new HashMap<>();
  private final Map<String, byte[]> byPrefix = new TreeMap<>();
  private final List<List<String>> commands = new ArrayList<>();
  private Optional<String> password = Optional.empty();

  private ReplayServer(Map<String, byte[]> captured) {
    this.captured = new HashMap<>(captured);
    // These replies are computed, so that they agree with the replies that a test adds or removes.
    this.captured.keySet().removeIf(command -> command.startsWith("command-info-"));
  }

  /// Replays the captures of a server kind.
  public static ReplayServer of(ServerKind kind) {
    return of(kind.label());
  }

  /// Replays the captures of a server by its name, such as `redis-7.0-sentinel`; see [Captures].
  public static ReplayServer of(String name) {
    return of(Captures.folder(name));
  }

  /// Replays the `*.resp` files of a folder.
  public static ReplayServer of(Path folder) {
    Map<String, byte[]> replies = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(Captures.ENDING)) {
          replies.put(
              name.substring(0, name.length() - Captures.ENDING.length()),
              Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return start(new ReplayServer(replies));
  }

  /// Returns a server whose only replies are those that are set with [#answer].
  public static ReplayServer empty() {
    return start(new ReplayServer(Map.of()));
  }

  private static ReplayServer start(ReplayServer server) {
    server.loopback.start();
    return server;
  }

  /// Sets the reply to one command.
  ///
  /// @param command all words of the command: `"INFO ALL"`
  /// @param reply the bytes of the reply
  public synchronized ReplayServer answer(String command, byte[] reply) {
    exact.put(Captures.name(List.of(command.split(" "))), reply.clone());
    return this;
  }

  /// Sets the reply to one command as text, which is sent in UTF-8 without changes: `"+OK\r\n"`.
  public ReplayServer answer(String command, String reply) {
    return answer(command, reply.getBytes(StandardCharsets.UTF_8));
  }

  /// Sets the reply to one command as a bulk string with this text, such as a made-up INFO.
  public ReplayServer answerBulk(String command, String text) {
    return answer(command, Resp.bulk(text));
  }

  /// Sets the reply to every command that begins with these words, captured or not. A reply that [#answer] has set for
  /// the whole command has precedence.
  public synchronized ReplayServer answerEvery(String words, String reply) {
    byPrefix.put(Captures.name(List.of(words.split(" "))), reply.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /// Removes the commands that begin with these words, as if the server did not have them.
  public ReplayServer without(String words) {
    return answerEvery(words, "-ERR unknown command '%s'\r\n".formatted(words));
  }

  /// Forbids the commands that begin with these words, as an access list does.
  public ReplayServer forbid(String words) {
    return answerEvery(
        words,
        "-NOPERM User default has no permissions to run the '%s' command\r\n"
            .formatted(words.toLowerCase(Locale.ROOT).replace(' ', '|')));
  }

  /// Requires a password: the reply is NOAUTH until AUTH has sent this password, and WRONGPASS for another password.
  public synchronized ReplayServer requirePassword(String password) {
    this.password = Optional.of(password);
    return this;
  }

  public int port() {
    return loopback.port();
  }

  /// Returns `127.0.0.1:port`.
  public String address() {
    return loopback.address();
  }

  /// Returns `redis://127.0.0.1:port`.
  public String uri() {
    return "redis://" + address();
  }

  /// Returns the number of connections accepted so far.
  public int connections() {
    return loopback.connections();
  }

  /// Returns every command received so far on all connections, in order of arrival, with unchanged words.
  public synchronized List<List<String>> commands() {
    return List.copyOf(commands);
  }

  /// Returns every command received so far, each in one line: `CONFIG GET *`.
  public List<String> commandLines() {
    return commands().stream().map(words -> String.join(" ", words)).toList();
  }

  /// Discards the records of commands received so far.
  public synchronized void clear() {
    commands.clear();
  }

  /// Closes all connections. New ones are still accepted.
  public void cut() {
    loopback.cut();
  }

  private void serve(Socket socket, int number) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    boolean loggedIn = false;
    while (true) {
      Optional<List<String>> next = Resp.readCommand(in);
      if (next.isEmpty()) {
        return;
      }
      List<String> words = next.get();
      byte[] reply;
      synchronized (this) {
        commands.add(words);
        String verb = words.getFirst().toUpperCase(Locale.ROOT);
        if (verb.equals("AUTH") && password.isPresent()) {
          loggedIn = words.getLast().equals(password.get());
          reply =
              loggedIn
                  ? OK
                  : Resp.ascii(
                      "-WRONGPASS invalid username-password pair or user is disabled.\r\n");
        } else if (password.isPresent() && !loggedIn && !verb.equals("QUIT")) {
          reply = Resp.ascii("-NOAUTH Authentication required.\r\n");
        } else {
          reply = reply(words);
        }
      }
      out.write(reply);
      if (words.getFirst().equalsIgnoreCase("QUIT")) {
        return;
      }
    }
  }

  private synchronized byte[] reply(List<String> words) {
    String key = Captures.name(words);
    byte[] reply = recorded(key);
    if (reply != null) {
      return reply.clone();
    }
    if (INFO.contains(key)) {
      for (String other : INFO) {
        byte[] stand = recorded(other);
        if (stand != null) {
          return stand.clone();
        }
      }
    }
    byte[] settings = key.startsWith("config-get-") ? recorded("config-get") : null;
    return settings == null ? builtIn(words) : named(settings, words.subList(2, words.size()));
  }

  /// Returns the settings of these names, from the reply to `CONFIG GET *`. Before 7.0 several names are an error.
  private byte[] named(byte[] settings, List<String> names) {
    if (settings[0] != '*') {
      return settings.clone();
    }
    if (names.size() > 1 && beforeSeven()) {
      return Resp.ascii(
          "-ERR Unknown subcommand or wrong number of arguments for 'GET'. Try CONFIG HELP.\r\n");
    }
    String[] all = Resp.text(settings).split("\n", -1);
    ByteArrayOutputStream pairs = new ByteArrayOutputStream();
    int words = 0;
    for (int i = 0; i + 1 < all.length; i += 2) {
      if (names.contains(all[i])) {
        pairs.writeBytes(Resp.bulk(all[i]));
        pairs.writeBytes(Resp.bulk(all[i + 1]));
        words += 2;
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Resp.ascii("*" + words + "\r\n"));
    out.writeBytes(pairs.toByteArray());
    return out.toByteArray();
  }

  private synchronized byte @Nullable [] recorded(String key) {
    byte[] reply = exact.get(key);
    if (reply != null) {
      return reply;
    }
    for (Map.Entry<String, byte[]> entry : byPrefix.entrySet()) {
      if (key.equals(entry.getKey()) || key.startsWith(entry.getKey() + "-")) {
        return entry.getValue();
      }
    }
    return captured.get(key);
  }

  private byte[] builtIn(List<String> words) {
    String verb = words.getFirst().toLowerCase(Locale.ROOT);
    String two = words.size() < 2 ? verb : verb + "-" + words.get(1).toLowerCase(Locale.ROOT);
    return switch (two) {
      case "client-setname", "client-setinfo", "client-reply" -> OK;
      case "command-info" -> commandInfo(words.subList(2, words.size()));
      default ->
          switch (verb) {
            case "ping" -> words.size() > 1 ? Resp.bulk(words.get(1)) : Resp.ascii("+PONG\r\n");
            case "echo" -> Resp.bulk(words.getLast());
            case "auth", "select", "quit" -> OK;
            case "hello" -> Resp.ascii("-NOPROTO unsupported protocol version\r\n");
            default ->
                "-ERR unknown command '%s', with args beginning with: %s\r\n"
                    .formatted(
                        words.getFirst(),
                        words.stream()
                            .skip(1)
                            .map(word -> "'" + word + "' ")
                            .reduce("", String::concat))
                    .getBytes(StandardCharsets.UTF_8);
          };
    };
  }

  private byte[] commandInfo(List<String> names) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Resp.ascii("*" + names.size() + "\r\n"));
    for (String name : names) {
      if (!has(name.toLowerCase(Locale.ROOT))) {
        out.writeBytes(Resp.ascii("$-1\r\n"));
      } else {
        out.writeBytes(Resp.ascii(beforeSeven() ? "*7\r\n" : "*10\r\n"));
        out.writeBytes(Resp.bulk(name.toLowerCase(Locale.ROOT)));
        // Arity, flags, first key, last key, step, categories; then tips, key specs, subcommands.
        out.writeBytes(Resp.ascii(":-2\r\n*1\r\n+loading\r\n:0\r\n:0\r\n:0\r\n*1\r\n+@slow\r\n"));
        if (!beforeSeven()) {
          out.writeBytes(Resp.ascii("*0\r\n*0\r\n*0\r\n"));
        }
      }
    }
    return out.toByteArray();
  }

  /// Returns whether the server has a command, such as `slowlog` or `latency|histogram`.
  private boolean has(String name) {
    if (List.of("ping", "echo", "auth", "select", "hello", "client", "command", "quit")
        .contains(name)) {
      return true;
    }
    if (name.contains("|") && beforeSeven()) {
      return false;
    }
    if (List.of("client|setname", "command|info").contains(name)
        && recorded(name.replace('|', '-')) == null) {
      return true;
    }
    String key = name.replace('|', '-');
    Stream<String> known = Stream.of(captured, exact, byPrefix).flatMap(m -> m.keySet().stream());
    return known
        .filter(command -> command.equals(key) || command.startsWith(key + "-"))
        .map(this::recorded)
        .anyMatch(reply -> reply != null && !saysUnknown(reply, name));
  }

  /// Returns whether the reply says that the command is unknown. An unknown subcommand means that the command itself
  /// exists.
  private static boolean saysUnknown(byte[] reply, String name) {
    String text =
        new String(reply, 0, Math.min(reply.length, 60), StandardCharsets.ISO_8859_1)
            .toLowerCase(Locale.ROOT);
    return text.startsWith("-err unknown command")
        || (name.contains("|") && text.startsWith("-err unknown subcommand"));
  }

  private boolean beforeSeven() {
    for (String key : INFO) {
      byte[] info = recorded(key);
      if (info != null) {
        return new String(info, StandardCharsets.ISO_8859_1).contains("\nredis_version:6.");
      }
    }
    return false;
  }

  @Override
  public void close() {
    loopback.close();
  }
}
