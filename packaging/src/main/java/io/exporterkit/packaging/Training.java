package io.exporterkit.packaging;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Makes the start-up cache of the staged program. The program runs once on a real Redis and answers requests of all
/// kinds, while the runtime records the classes that are used.
final class Training {
  private static final long PATIENCE_SECONDS = 60;
  private static final String PASSWORD = "training";

  /// The bcrypt hash of the password.
  private static final String HASH = "$2a$04$pnh8ngmmTpFvNX38AxN8Y.tJgXZ5kuzRJpahfgQqRKcCpwoxY3/b.";

  private final Path launcher;
  private final Path directory;
  private final Path certificate;
  private final Path key;

  private Training(Path launcher, Path directory) {
    this.launcher = launcher;
    this.directory = directory;
    this.certificate = directory.resolve("training.crt");
    this.key = directory.resolve("training.key");
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
    SSLContext trust = createCertificate();
    int tlsPort = freePort();
    try (RedisServer redis =
        RedisServer.start(
            ServerKind.REDIS_EMBEDDED,
            "--tls-port",
            Integer.toString(tlsPort),
            "--tls-cert-file",
            certificate.toString(),
            "--tls-key-file",
            key.toString(),
            "--tls-ca-cert-file",
            certificate.toString(),
            "--tls-auth-clients",
            "no")) {
      redis.command("SET", "session:1", "1");
      redis.command("XADD", "jobs", "*", "name", "value");
      int port = freePort();
      Path passwords = directory.resolve("passwords.json");
      Files.writeString(passwords, "{\"%s\": \"\"}".formatted(redis.uri()));
      Process program =
          start(
              "-XX:AOTMode=record -XX:AOTConfiguration=" + recorded,
              "-redis.addr",
              redis.uri(),
              "-redis.password-file",
              passwords.toString(),
              "-tls-ca-cert-file",
              certificate.toString(),
              "-check-keys",
              "session:*",
              "-check-streams",
              "jobs",
              "-count-keys",
              "session:*",
              "-export-client-list",
              "-web.listen-address",
              "127.0.0.1:" + port,
              "-basic-auth-username",
              "training",
              "-basic-auth-hash-password",
              HASH,
              "-tls-server-cert-file",
              certificate.toString(),
              "-tls-server-key-file",
              key.toString());
      try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
        URI root = URI.create("https://localhost:" + port + "/");
        awaitReady(client, root, program);
        String tlsTarget =
            "scrape?target="
                + URLEncoder.encode("rediss://localhost:" + tlsPort, StandardCharsets.UTF_8);
        for (int i = 0; i < 5; i++) {
          get(client, root.resolve("metrics"), "text/plain;version=0.0.4");
          get(
              client,
              root.resolve("metrics"),
              "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");
          get(client, root.resolve(tlsTarget), "text/plain");
          get(client, root.resolve("health"), "*/*");
        }
        get(client, root, "text/html");
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
    String login =
        Base64.getEncoder()
            .encodeToString(("training:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    HttpResponse<byte[]> response =
        client.send(
            HttpRequest.newBuilder(uri)
                .header("Accept", accept)
                .header("Accept-Encoding", "gzip")
                .header("Authorization", "Basic " + login)
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

  /// Creates the certificate of both servers, and returns a context that trusts it.
  private SSLContext createCertificate() throws Exception {
    Path file = directory.resolve("training.p12");
    finish(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "training",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start());
    KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    writePem(certificate, "CERTIFICATE", store.getCertificate("training").getEncoded());
    writePem(key, "PRIVATE KEY", store.getKey("training", PASSWORD.toCharArray()).getEncoded());
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("training", store.getCertificate("training"));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static void writePem(Path file, String kind, byte[] content) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(
                kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), kind));
  }
}
