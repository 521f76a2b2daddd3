package io.exporterkit.redis.servers.capture;

import io.exporterkit.redis.servers.Captures;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/// The program that `testing/capture` starts: what was recorded on stdout, everything else on stderr.
final class Main {
  private Main() {}

  public static void main(String[] args) {
    boolean terminal = Boolean.getBoolean("exporterkit.terminal");
    System.exit(
        run(List.of(args), Captures.folder(), Deployment.ALL, System.out, System.err, terminal));
  }

  /// Records, and returns the exit code: 0, 2 for arguments that are no request, and 1 when nothing was recorded.
  ///
  /// @param folder where the files are written, below the name of each server
  /// @param terminal whether a line of `err` can be written over
  static int run(
      List<String> args,
      Path folder,
      List<Deployment> deployments,
      PrintStream out,
      PrintStream err,
      boolean terminal) {
    try {
      Request request = Request.parse(args);
      List<String> files = new Recorder(folder, err, terminal).record(request, deployments);
      files.forEach(out::println);
      err.printf("capture: %d replies recorded in %s%n", files.size(), folder);
      return 0;
    } catch (Request.BadException e) {
      err.println("capture: " + e.getMessage());
      err.print(Request.USAGE);
      return 2;
    } catch (Recorder.NothingRecordedException | IllegalStateException e) {
      err.println("capture: nothing is recorded: " + e.getMessage());
      return 1;
    }
  }
}
