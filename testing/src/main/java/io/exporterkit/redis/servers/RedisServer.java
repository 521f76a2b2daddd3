package io.exporterkit.redis.servers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// A real server of the Redis family on a free port of loopback, in a folder of its own, without persistence. `close()`
/// kills the process.
public final class RedisServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ServerKind kind;
  private final int port;
  private final List<String> args;
  private final Program program;

  private RedisServer(ServerKind kind, int port, List<String> args) {
    this.kind = kind;
    this.port = port;
    this.args = List.copyOf(args);
    this.program = new Program(kind.label());
  }

  /// Starts a server, and returns when it answers.
  ///
  /// @param args command line options of the server (`"--maxmemory", "10mb"`); paths are relative to [#directory]
  /// @throws IllegalStateException with the server's log when it does not start
  public static RedisServer start(ServerKind kind, String... args) {
    return Ports.onFreePort(port -> startOn(port, kind, args));
  }

  /// Starts a server on a port that the test knows to be free, such as that of a closed server.
  public static RedisServer startOn(int port, ServerKind kind, String... args) {
    RedisServer server = new RedisServer(kind, port, List.of(args));
    try {
      server.run();
      return server;
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  /// Starts a replica of `master`, and returns when its link is up. If the master has a password, the replica uses it.
  public static RedisServer startReplica(RedisServer master, ServerKind kind, String... args) {
    List<String> all = new ArrayList<>();
    Collections.addAll(all, "--replicaof", "127.0.0.1", Integer.toString(master.port));
    master.option("--requirepass").ifPresent(p -> Collections.addAll(all, "--masterauth", p));
    Collections.addAll(all, args);
    RedisServer replica = start(kind, all.toArray(String[]::new));
    try {
      Await.until(
          PATIENCE,
          "the replica's link",
          () -> replica.info("master_link_status").equals(Optional.of("up")));
      return replica;
    } catch (RuntimeException | Error e) {
      replica.close();
      throw e;
    }
  }

  private void run() {
    List<String> command = new ArrayList<>();
    command.add(kind.program().toString());
    Collections.addAll(command, "--port", Integer.toString(port), "--bind", "127.0.0.1");
    Collections.addAll(command, "--save", "", "--repl-diskless-sync-delay", "0");
    command.addAll(args);
    program.run(command);
    // Checks the log first, because another server may answer on the same port.
    program.awaitReady(() -> program.log().contains("Ready to accept connections") && answers());
  }

  private boolean answers() {
    try (RespConnection connection = RespConnection.open(address())) {
      String reply = Resp.text(connection.raw("PING"));
      return reply.equals("PONG") || reply.startsWith("NOAUTH") || reply.startsWith("NOPERM");
    }
  }

  public ServerKind kind() {
    return kind;
  }

  public int port() {
    return port;
  }

  /// Returns `127.0.0.1:port`.
  public String address() {
    return "127.0.0.1:" + port;
  }

  /// Returns `redis://127.0.0.1:port`.
  public String uri() {
    return "redis://" + address();
  }

  /// Returns the server's working directory, which `close()` deletes.
  public Path directory() {
    return program.directory();
  }

  /// Returns the server's log since its last start.
  public String log() {
    return program.log();
  }

  public long pid() {
    return program.pid();
  }

  /// Sends a command on a connection of its own, with the password of `--requirepass` if the server has one. Returns
  /// the reply as text: the string, the number, `(nil)`, the elements of an array (and of arrays in it) one in each
  /// line.
  ///
  /// @throws RespConnection.ErrorReply when the reply is an error
  public String command(String... words) {
    try (RespConnection connection = connect()) {
      return connection.command(words);
    }
  }

  /// Sends a command as another user; see [#command].
  public String commandAs(String user, String password, String... words) {
    try (RespConnection connection = RespConnection.open(address())) {
      connection.command("AUTH", user, password);
      return connection.command(words);
    }
  }

  /// Returns a connection with the login of [#command]. The caller closes it.
  public RespConnection connect() {
    RespConnection connection = RespConnection.open(address());
    option("--requirepass").ifPresent(password -> connection.command("AUTH", password));
    return connection;
  }

  private Optional<String> option(String name) {
    int at = args.lastIndexOf(name);
    return at < 0 || at + 1 == args.size() ? Optional.empty() : Optional.of(args.get(at + 1));
  }

  /// Returns the value of a field of `INFO EVERYTHING`, such as `role` or `cmdstat_info`; empty if the field is
  /// missing. Each call adds one INFO to the server's statistics.
  public Optional<String> info(String field) {
    return command("INFO", "EVERYTHING")
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1))
        .findFirst();
  }

  /// Returns the number of calls of a command in the server's own statistics: `calls("info")`, `calls("config|get")`
  /// (before 7.0 the server counts subcommands under `config`). The INFO that reads the number is counted only
  /// afterwards.
  public long calls(String command) {
    return info("cmdstat_" + command)
        .map(value -> Long.parseLong(value.substring("calls=".length(), value.indexOf(','))))
        .orElse(0L);
  }

  /// Sends SIGKILL.
  public void kill() {
    program.kill();
  }

  /// Sends SIGTERM: the server closes its connections properly.
  public void stop() {
    program.stop();
  }

  /// Starts the server again on the same port, with the same options, and ends it before if it runs. Its data are lost,
  /// and its run_id is new.
  public void restart() {
    if (program.isAlive()) {
      program.stop();
    }
    run();
  }

  /// Sends SIGSTOP: the kernel still accepts connections, and nothing is answered.
  public void pause() {
    program.signal("STOP");
  }

  /// Sends SIGCONT.
  public void resume() {
    program.signal("CONT");
  }

  public boolean isAlive() {
    return program.isAlive();
  }

  @Override
  public void close() {
    program.close();
  }

  @Override
  public String toString() {
    return kind + " at " + address();
  }
}
