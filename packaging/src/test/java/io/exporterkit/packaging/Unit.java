package io.exporterkit.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The settings of the unit of redis-exporter, and its command as systemd starts it.
record Unit(List<String> lines) {
  static final Path FILE = Built.ROOT.resolve("deploy/systemd/redis-exporter.service");

  Unit {
    lines = List.copyOf(lines);
  }

  static Unit read() {
    try {
      return new Unit(Files.readAllLines(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the values of a setting, in their order.
  List<String> values(String setting) {
    return lines.stream()
        .filter(line -> line.startsWith(setting + "="))
        .map(line -> line.substring(setting.length() + 1))
        .toList();
  }

  /// Returns the only value of a setting.
  String value(String setting) {
    List<String> values = values(setting);
    if (values.size() != 1) {
      throw new AssertionError(setting + " is " + values);
    }
    return values.getFirst();
  }

  /// Returns ARGS, which the last file sets that exists and has a line for it.
  private String args(DebianSystem system) {
    var script = new StringBuilder("ARGS=");
    for (String file : values("EnvironmentFile")) {
      String path = file.substring(1);
      script.append("; if [ -e ").append(path).append(" ]; then . ").append(path).append("; fi");
    }
    return system.run("sh", "-c", script.append("; printf %s \"$ARGS\"").toString());
  }

  /// Returns the command of the service, with its user and without privileges.
  List<String> command(DebianSystem system) {
    List<String> command = new ArrayList<>(List.of("setpriv"));
    command.add("--reuid=" + value("User"));
    command.add("--regid=" + value("Group"));
    command.addAll(List.of("--clear-groups", "--no-new-privs", "--bounding-set=-all", "--"));
    Stream.of(value("ExecStart").split(" ", -1))
        .flatMap(
            word -> word.equals("$ARGS") ? Stream.of(args(system).split(" ", -1)) : Stream.of(word))
        .filter(word -> !word.isEmpty())
        .forEach(command::add);
    return command;
  }
}
