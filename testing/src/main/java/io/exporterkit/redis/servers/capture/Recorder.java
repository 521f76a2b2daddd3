package io.exporterkit.redis.servers.capture;

import io.exporterkit.redis.servers.Captures;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A recorder of replies. It sends commands to servers, and writes the last reply of each server to a file. No file is
/// written when a server does not reply, or when every server replies to one of the commands with an error.
final class Recorder {
  private static final int SHOWN = 60;

  private final Path folder;
  private final PrintStream err;
  private final boolean terminal;

  /// Creates a recorder.
  ///
  /// @param folder contains a folder for each server
  /// @param err receives the progress
  /// @param terminal whether `err` is a terminal, on which a line can be overwritten
  Recorder(Path folder, PrintStream err, boolean terminal) {
    this.folder = folder;
    this.err = err;
    this.terminal = terminal;
  }

  /// Thrown when nothing was recorded. The message is a line for the user.
  static final class NothingRecordedException extends Exception {
    private static final long serialVersionUID = 1;

    NothingRecordedException(String message) {
      super(message);
    }
  }

  /// Records the replies, and returns a line for each file: its path, its size and the beginning of the reply.
  ///
  /// @throws NothingRecordedException when a server does not reply, or all reply with an error to one of the commands
  /// @throws IllegalStateException when a server is not installed
  List<String> record(Request request, List<Deployment> deployments)
      throws NothingRecordedException {
    Map<String, List<byte[]>> replies = ask(request.commands(), deployments);
    for (int i = 0; i < request.commands().size(); i++) {
      refuseWhereAllFail(request.commands().get(i), i, replies);
    }
    return replies.entrySet().stream()
        .map(reply -> write(reply.getKey(), request.name(), reply.getValue().getLast()))
        .toList();
  }

  private Map<String, List<byte[]>> ask(List<List<String>> commands, List<Deployment> deployments)
      throws NothingRecordedException {
    Map<String, List<byte[]>> replies = new TreeMap<>();
    int all = deployments.stream().mapToInt(deployment -> deployment.names().size()).sum();
    try {
      for (Deployment deployment : deployments) {
        progress(replies.size(), all, deployment);
        replies.putAll(replies(deployment, commands));
      }
      return replies;
    } finally {
      if (terminal) {
        err.print("\r\033[K");
      }
    }
  }

  private void progress(int done, int all, Deployment deployment) {
    err.printf(
        terminal ? "\r\033[Kcapture: %d of %d, %s" : "capture: %d of %d, %s%n",
        done,
        all,
        String.join(", ", deployment.names()));
    err.flush();
  }

  private static Map<String, List<byte[]>> replies(
      Deployment deployment, List<List<String>> commands) throws NothingRecordedException {
    Map<String, List<byte[]>> replies = new TreeMap<>();
    try {
      List<List<byte[]>> answers = deployment.asking().apply(commands);
      for (int i = 0; i < answers.size(); i++) {
        replies.put(deployment.names().get(i), answers.get(i));
      }
      return replies;
    } catch (UncheckedIOException e) {
      throw new NothingRecordedException(
          "%s does not reply: %s"
              .formatted(
                  String.join(", ", deployment.names()),
                  Objects.requireNonNullElse(e.getCause(), e).getMessage()));
    }
  }

  private static void refuseWhereAllFail(
      List<String> command, int index, Map<String, List<byte[]>> replies)
      throws NothingRecordedException {
    if (replies.values().stream().allMatch(reply -> reply.get(index)[0] == '-')) {
      String line = String.join(" ", command);
      String error = firstLine(replies.values().iterator().next().get(index));
      throw new NothingRecordedException(
          "every server replies to '%s' with an error: %s".formatted(line, error.substring(1)));
    }
  }

  private String write(String server, String name, byte[] reply) {
    Path file = folder.resolve(server).resolve(name + Captures.ENDING);
    try {
      Files.createDirectories(folder.resolve(server));
      Files.write(file, reply);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "%-70s %7d bytes  %s".formatted(folder.relativize(file), reply.length, firstLine(reply));
  }

  private static String firstLine(byte[] reply) {
    String text = new String(reply, StandardCharsets.UTF_8);
    String line = text.substring(0, text.indexOf('\r'));
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + " ...";
  }
}
