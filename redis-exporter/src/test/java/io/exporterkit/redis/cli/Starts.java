package io.exporterkit.redis.cli;

import io.exporterkit.redis.Main;
import io.exporterkit.redis.cli.Child.Ended;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A runner of many starts of the program, one after the other, that all end at once. They share one separate JVM,
/// because one JVM for each would need minutes. As an extension of a test class, it ends after the last test.
final class Starts implements AfterAllCallback {
  private static final String LISTEN = "-web.listen-address";

  private final Process process;
  private final DataOutputStream out;
  private final DataInputStream in;

  Starts() {
    try {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Xmx54m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Starts.class.getName())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
  }

  /// Runs [Main] with these flags, these variables and, unless a flag sets one, an address to listen on.
  Ended run(String listen, List<String> flags, Map<String, String> environment) {
    List<String> all = new ArrayList<>();
    if (!environment.containsKey("REDIS_EXPORTER_WEB_LISTEN_ADDRESS")
        && flags.stream().noneMatch(flag -> flag.startsWith(LISTEN))) {
      all.add(LISTEN + "=" + listen);
    }
    all.addAll(flags);
    return run(all, environment);
  }

  /// Runs [Main] with these flags and variables; the exit code is -1 where the program did not end.
  private Ended run(List<String> flags, Map<String, String> environment) {
    try {
      out.writeInt(flags.size());
      for (String flag : flags) {
        out.writeUTF(flag);
      }
      out.writeInt(environment.size());
      for (Map.Entry<String, String> variable : environment.entrySet()) {
        out.writeUTF(variable.getKey());
        out.writeUTF(variable.getValue());
      }
      out.flush();
      return new Ended(in.readInt(), in.readUTF(), in.readUTF());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    process.destroyForcibly();
  }

  /// Runs in the separate JVM: reads the starts from standard input and writes the results to standard output.
  public static void main(String[] args) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    DataOutputStream answers = new DataOutputStream(new BufferedOutputStream(System.out));
    while (true) {
      List<String> flags = new ArrayList<>();
      for (int i = in.readInt(); i > 0; i--) {
        flags.add(in.readUTF());
      }
      Map<String, String> environment = new HashMap<>();
      for (int i = in.readInt(); i > 0; i--) {
        environment.put(in.readUTF(), in.readUTF());
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      answers.writeInt(Main.exporter().run(flags, environment, print(out), print(err)));
      answers.writeUTF(out.toString(StandardCharsets.UTF_8));
      answers.writeUTF(err.toString(StandardCharsets.UTF_8));
      answers.flush();
    }
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
