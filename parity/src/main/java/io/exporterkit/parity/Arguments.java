package io.exporterkit.parity;

import io.exporterkit.redis.protocol.TargetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The command line of `parity/run`.
///
/// @param servers names of servers of the table; empty for all
/// @param flagSets names of flag sets of the table; empty for all
/// @param targets addresses of the user's own servers, instead of the table; usually empty
/// @param original the program of the original; empty for the installed one
/// @param list whether to print the names of servers and flag sets
/// @param help whether to print the usage
/// @param flags flags of the exporter, from behind `--`
record Arguments(
    Set<String> servers,
    Set<String> flagSets,
    List<String> targets,
    Optional<Path> original,
    boolean list,
    boolean help,
    List<String> flags) {

  static final String USAGE =
      """
      parity/run [--server NAME,...] [--flags NAME,...] [--original PATH]
          compares on servers of its own: the whole table, or a part of it
      parity/run --target redis://host:6379 [--target ...] [--original PATH] [-- FLAGS]
          compares on your servers, with the flags of your exporter; nothing is written to the servers
      parity/run --list
          prints the names of the servers and the flag sets
      Exit code: 0 if every difference has a known reason, 1 otherwise, 2 for invalid arguments.
      """;

  Arguments {
    servers = Set.copyOf(servers);
    flagSets = Set.copyOf(flagSets);
    targets = List.copyOf(targets);
    flags = List.copyOf(flags);
  }

  /// Thrown for an invalid command line. The message says what is wrong and what is right.
  static final class BadException extends Exception {
    private static final long serialVersionUID = 1;

    BadException(String message) {
      super(message);
    }
  }

  /// Parses a command line with options of the form `--name value` or `--name=value`.
  ///
  /// @throws BadException for an unknown option, a missing or invalid value, or options that contradict each other
  static Arguments parse(List<String> args) throws BadException {
    Set<String> servers = new LinkedHashSet<>();
    Set<String> flagSets = new LinkedHashSet<>();
    List<String> targets = new ArrayList<>();
    Optional<Path> original = Optional.empty();
    boolean list = false;
    boolean help = false;
    List<String> flags = List.of();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.equals("--")) {
        flags = args.subList(i + 1, args.size());
        break;
      }
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      switch (name) {
        case "--list" -> list = true;
        case "--help", "-help", "-h" -> help = true;
        case "--server", "--flags", "--target", "--original" -> {
          if (equals < 0 && i + 1 == args.size()) {
            throw new BadException(name + " needs a value: " + name + " " + example(name));
          }
          String value = equals < 0 ? args.get(++i) : arg.substring(equals + 1);
          switch (name) {
            case "--server" -> servers.addAll(known(name, value, Topology.serverNames()));
            case "--flags" -> flagSets.addAll(known(name, value, Topology.flagSetNames()));
            case "--target" -> targets.add(target(value));
            default -> original = Optional.of(program(value));
          }
        }
        default ->
            throw new BadException(
                "there is no "
                    + (equals < 0 && !name.startsWith("-") ? "such option" : "option " + name)
                    + "; the options are --server, --flags, --target, --original and --list; flags of the"
                    + " exporter go behind --");
      }
    }
    if (targets.isEmpty() && !flags.isEmpty()) {
      throw new BadException(
          "flags behind -- need a server of your own: name the server with --target redis://host:6379");
    }
    if (!targets.isEmpty() && !(servers.isEmpty() && flagSets.isEmpty())) {
      throw new BadException(
          "--server and --flags select from the table, --target names a server of your own: they"
              + " exclude each other");
    }
    return new Arguments(servers, flagSets, targets, original, list, help, flags);
  }

  private static String example(String name) {
    return switch (name) {
      case "--server" -> Topology.serverNames().getFirst();
      case "--flags" -> Topology.flagSetNames().getFirst();
      case "--target" -> "redis://host:6379";
      default -> "/usr/bin/redis_exporter";
    };
  }

  private static List<String> known(String option, String value, List<String> known)
      throws BadException {
    List<String> names = List.of(value.split(",", -1));
    for (String name : names) {
      if (!known.contains(name)) {
        throw new BadException(
            option + " has no value '" + name + "'; possible values: " + String.join(",", known));
      }
    }
    return names;
  }

  /// Returns the address if it is valid. The error does not show the text, because it may contain a password.
  private static String target(String value) throws BadException {
    return switch (TargetAddress.parse(value, TargetAddress.Origin.FLAG)) {
      case TargetAddress.Parsed.Valid _ -> value;
      case TargetAddress.Parsed.Unusable(String reason) -> throw noTarget(reason);
      case TargetAddress.Parsed.Malformed(String reason) -> throw noTarget(reason);
    };
  }

  private static BadException noTarget(String reason) {
    return new BadException(
        "--target is not an address (" + reason + "); example: redis://user:password@host:6379/0");
  }

  private static Path program(String value) throws BadException {
    Path path = Path.of(value).toAbsolutePath();
    if (!Files.isExecutable(path) || Files.isDirectory(path)) {
      throw new BadException(
          "--original " + path + " is not an executable file; name the exporter that you run now");
    }
    return path;
  }
}
