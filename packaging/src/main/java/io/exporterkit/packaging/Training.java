package io.exporterkit.packaging;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Makes the start-up cache of the staged program. The program runs once on a real Redis and answers requests of all
/// kinds, while the runtime records the classes that are used. TLS is left out: all recorded classes are in memory from
/// the start; see "What is the start-up cache made from" in RATIONALE.md.
final class Training {
  private static final long PATIENCE_SECONDS = 60;
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  private Training() {}

  /// Makes the cache.
  ///
  /// @param launcher the launcher of the staged program
  /// @param directory a directory for temporary files, which the caller deletes
  /// @param to the file for the cache
  static void run(Path launcher, Path directory, Path to) throws Exception {
    Path recorded = directory.resolve("recorded");
    Path passwords = Files.writeString(directory.resolve("passwords.json"), "{}");
    try (RedisServer redis = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        ExporterProcess exporter =
            ExporterProcess.startInstalled(
                command(launcher, "-XX:AOTMode=record -XX:AOTConfiguration=" + recorded),
                "-redis.addr",
                redis.uri(),
                "-redis.password-file",
                passwords.toString());
        HttpClient client = HttpClient.newHttpClient()) {
      request(client, URI.create("http://127.0.0.1:" + exporter.port() + "/"), redis.uri());
      ProcessHandle process = ProcessHandle.of(exporter.pid()).orElseThrow();
      process.destroy();
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    ExporterProcess.Refusal end =
        ExporterProcess.end(
            command(
                launcher,
                "-XX:AOTMode=create -XX:AOTConfiguration=" + recorded + " -XX:AOTCache=" + to));
    if (end.code() != 0) {
      throw new IOException(
          "the runtime makes no start-up cache: " + String.join("\n", end.lines()));
    }
  }

  private static List<String> command(Path launcher, String javaFlags) {
    return List.of("env", "JAVA_FLAGS=" + javaFlags, launcher.toString());
  }

  private static void request(HttpClient client, URI root, String target)
      throws IOException, InterruptedException {
    for (int i = 0; i < 5; i++) {
      get(client, root.resolve("metrics"), "text/plain;version=0.0.4");
      get(client, root.resolve("metrics"), PROTOBUF);
      get(client, root.resolve("scrape?target=" + target), "text/plain");
      get(client, root.resolve("health"), "*/*");
    }
    get(client, root.resolve("-/ready"), "*/*");
    get(client, root.resolve("-/reload"), "*/*");
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
}
