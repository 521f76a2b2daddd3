package io.exporterkit.redis.servers.capture;

import io.exporterkit.redis.servers.Captures;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A request to record a reply: the name of the file, and the commands to send. The reply to the last command is
/// recorded; the commands before it bring a server into the state of interest.
record Request(String name, List<List<String>> commands) {
  static final String USAGE =
      """
      usage: testing/capture NAME COMMAND...
             testing/capture NAME COMMAND... -- COMMAND...

      Records what each server of the tests replies to a command, in testing/captures/<server>/NAME.resp.
      NAME is the command in lower case with hyphens: testing/capture slowlog-get-1 SLOWLOG GET 1
      Of several commands, with -- between them, all are sent on one connection, and the last reply is recorded.
      Each server holds some keys of every type: s1 n1 l1 set1 h1 z1 st1, and further ones.
      """;

  private static final String SEPARATOR = "--";
  private static final Pattern FILE_NAME = Pattern.compile("[a-z0-9][a-z0-9._:|-]*");

  Request {
    commands = commands.stream().map(List::copyOf).toList();
  }

  /// Thrown for invalid arguments. The message is a line for the user.
  static final class BadException extends Exception {
    private static final long serialVersionUID = 1;

    BadException(String message) {
      super(message);
    }
  }

  /// Parses the arguments of the command line.
  ///
  /// @throws BadException when a word is missing, or when no test would find a reply under the name
  static Request parse(List<String> args) throws BadException {
    if (args.size() < 2) {
      throw new BadException("a name and a command are needed");
    }
    List<List<String>> commands = split(args.subList(1, args.size()));
    if (commands.stream().anyMatch(List::isEmpty)) {
      throw new BadException("a command is missing before or behind " + SEPARATOR);
    }
    String name = args.getFirst();
    String own = Captures.name(commands.getLast());
    if (!name.equals(own)) {
      throw new BadException(
          "tests find the reply to %s under the name %s: use this name instead of '%s'"
              .formatted(String.join(" ", commands.getLast()), own, name));
    }
    if (!FILE_NAME.matcher(name).matches()) {
      throw new BadException(
          "'%s' cannot be a file name: use only letters, digits and . _ : | - in the command"
              .formatted(name));
    }
    return new Request(name, commands);
  }

  private static List<List<String>> split(List<String> words) {
    List<List<String>> commands = new ArrayList<>();
    commands.add(new ArrayList<>());
    for (String word : words) {
      if (word.equals(SEPARATOR)) {
        commands.add(new ArrayList<>());
      } else {
        commands.getLast().add(word);
      }
    }
    return commands;
  }
}
