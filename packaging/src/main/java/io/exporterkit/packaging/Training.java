package io.exporterkit.packaging;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Makes the start-up cache of the staged program. The program runs once on a real Redis and answers requests of all
/// kinds, while the runtime records the classes that are used. TLS is left out: all recorded classes are in memory from
/// the start; see "What is the start-up cache made from" in RATIONALE.md.
final class Training {
  private static final long PATIENCE_SECONDS = 60;
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  private final Path launcher;
  private final Path directory;

  private Training(Path launcher, Path directory) {
    this.launcher = launcher;
    this.directory = directory;
  }

  /// Makes the cache.
  ///
  /// @param launcher the launcher of the staged program
  /// @param directory a directory for temporary files, which the caller deletes
  /// @param to the file for the cache
  static void run(Path launcher, Path directory, Path to) throws Exception {
    Training training = new Training(launcher, directory);
    Path recorded = directory.resolve("recorded");
    training.record(recorded);
    training.finish(
        training.start(
            "-XX:AOTMode=create -XX:AOTConfiguration=" + recorded + " -XX:AOTCache=" + to));
  }

  private void record(Path recorded) throws Exception {
    try (RedisServer redis = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        HttpClient client = HttpClient.newHttpClient()) {
      int port = freePort();
      Path passwords = Files.writeString(directory.resolve("passwords.json"), "{}");
      Process program =
          start(
              "-XX:AOTMode=record -XX:AOTConfiguration=" + recorded,
              "-redis.addr",
              redis.uri(),
              "-redis.password-file",
              passwords.toString(),
              "-web.listen-address",
              "127.0.0.1:" + port);
      try {
        URI root = URI.create("http://127.0.0.1:" + port + "/");
        awaitReady(client, root, program);
        for (int i = 0; i < 5; i++) {
          get(client, root.resolve("metrics"), "text/plain;version=0.0.4");
          get(client, root.resolve("metrics"), PROTOBUF);
          get(client, root.resolve("scrape?target=" + redis.uri()), "text/plain");
          get(client, root.resolve("health"), "*/*");
        }
        get(client, root.resolve("-/ready"), "*/*");
        get(client, root.resolve("-/reload"), "*/*");
        program.destroy();
        finish(program);
      } finally {
        program.destroyForcibly();
      }
    }
  }

  private static void awaitReady(HttpClient client, URI root, Process program)
      throws IOException, InterruptedException {
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS); ; ) {
      try {
        get(client, root.resolve("health"), "*/*");
        return;
      } catch (java.net.ConnectException e) {
        if (!program.isAlive() || System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  private static void get(HttpClient client, URI uri, String accept)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(
            HttpRequest.newBuilder(uri)
                .header("Accept", accept)
                .header("Accept-Encoding", "gzip")
                .timeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(uri + ": " + response.statusCode());
    }
  }

  private Process start(String javaFlags, String... flags) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(flags));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().put("JAVA_FLAGS", javaFlags);
    return builder.start();
  }

  private void finish(Process process) throws IOException, InterruptedException {
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (!ended || (process.exitValue() != 0 && process.exitValue() != 143)) {
      process.destroyForcibly();
      throw new IOException("the run for the start-up cache failed: " + Files.readString(log()));
    }
  }

  private Path log() {
    return directory.resolve("log");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
