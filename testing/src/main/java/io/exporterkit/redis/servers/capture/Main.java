package io.exporterkit.redis.servers.capture;

import io.exporterkit.redis.servers.Captures;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/// The program of `testing/capture`. It prints the recorded files to stdout, everything else to stderr.
final class Main {
  private Main() {}

  public static void main(String[] args) {
    boolean terminal = Boolean.getBoolean("exporterkit.terminal");
    System.exit(
        run(List.of(args), Captures.folder(), Deployment.ALL, System.out, System.err, terminal));
  }

  /// Records the replies, and returns the exit code: 0, 2 for invalid arguments, and 1 when nothing was recorded.
  ///
  /// @param folder the folder for the files, which are written below the name of each server
  /// @param terminal whether `err` is a terminal, on which a line can be overwritten
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
