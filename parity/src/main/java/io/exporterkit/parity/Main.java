package io.exporterkit.parity;

import io.exporterkit.logging.Format;
import io.exporterkit.logging.Level;
import io.exporterkit.logging.Logging;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.servers.Original;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The program `parity/run`. It prints the report to stdout, everything else to stderr.
final class Main {
  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    Logging.configure(Level.ERROR, Format.TXT, System.err);
    boolean terminal = Boolean.getBoolean("exporterkit.terminal");
    System.exit(run(List.of(args), System.getenv(), System.out, System.err, terminal));
  }

  /// Runs the program and returns its exit code.
  ///
  /// @param terminal whether `err` is a terminal, on which a line can be overwritten
  static int run(
      List<String> args,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      boolean terminal)
      throws InterruptedException {
    Arguments arguments;
    try {
      arguments = Arguments.parse(args);
    } catch (Arguments.BadException e) {
      err.println("parity: " + e.getMessage());
      return 2;
    }
    if (arguments.help()) {
      out.print(Arguments.USAGE);
      return 0;
    }
    if (arguments.list()) {
      out.println("servers: " + String.join(",", Topology.serverNames()));
      out.println("flags:   " + String.join(",", Topology.flagSetNames()));
      return 0;
    }
    Secrets secrets = Secrets.of(arguments.flags(), environment, arguments.targets());
    try {
      Path original = arguments.original().orElseGet(Original::installed);
      Report report =
          arguments.targets().isEmpty()
              ? table(arguments, original, environment, secrets, err, terminal)
              : targets(arguments, original, environment, secrets, err, terminal);
      out.print(report.text());
      return report.exitCode();
    } catch (Pair.RefusedException e) {
      err.println("parity: " + secrets.mask(String.valueOf(e.getMessage())));
      return 2;
    } catch (IllegalStateException e) {
      err.println("parity: " + secrets.mask(String.valueOf(e.getMessage())));
      return 1;
    }
  }

  private static Report table(
      Arguments arguments,
      Path original,
      Map<String, String> environment,
      Secrets secrets,
      PrintStream err,
      boolean terminal)
      throws InterruptedException {
    Set<String> servers = arguments.servers();
    Set<String> sets = arguments.flagSets();
    Table table =
        new Table(
            original,
            name -> servers.isEmpty() || servers.contains(name),
            name -> sets.isEmpty() || sets.contains(name));
    Differences differences = Differences.ofTheProject();
    Progress progress = new Progress(err, terminal, table.size());
    List<Cell> cells = table.run(environment, differences, progress);
    progress.end();
    boolean whole = servers.isEmpty() && sets.isEmpty() && arguments.original().isEmpty();
    return new Report(cells, differences, whole, secrets);
  }

  private static Report targets(
      Arguments arguments,
      Path original,
      Map<String, String> environment,
      Secrets secrets,
      PrintStream err,
      boolean terminal)
      throws Pair.RefusedException {
    Differences differences = Differences.ofTheProject();
    Progress progress = new Progress(err, terminal, arguments.targets().size());
    FlagSet set = new FlagSet("your flags", arguments.flags(), "/metrics");
    List<Cell> cells = new ArrayList<>();
    for (String target : arguments.targets()) {
      String name = display(target);
      progress.starting(name);
      cells.add(Cell.of(original, name, target, set, environment, differences));
      progress.compared(name, set.name());
      progress.finished(name);
    }
    progress.end();
    return new Report(cells, differences, false, secrets);
  }

  private static String display(String target) {
    return TargetAddress.parse(target, TargetAddress.Origin.FLAG)
            instanceof TargetAddress.Parsed.Valid(TargetAddress address)
        ? address.display()
        : "target";
  }
}
