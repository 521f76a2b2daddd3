package io.exporterkit.redis.servers;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A real Alertmanager that sends a notification for each single alert, at once, and another one when the alert is
/// resolved. A webhook of this class receives and records the notifications. `close()` kills the process.
public final class Alertmanager implements AutoCloseable {
  private final int port;
  private final HttpServer webhook;
  private final List<Notification> notifications = new CopyOnWriteArrayList<>();
  private final Program program = new Program("alertmanager");
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private Alertmanager(int port) {
    this.port = port;
    try {
      webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    webhook.createContext("/", this::receive);
  }

  /// An alert as the webhook received it.
  ///
  /// @param firing false when the alert is resolved
  /// @param labels the labels of the alert, such as `alertname` and `instance`
  /// @param annotations the annotations of the alert, such as `summary`
  public record Notification(
      boolean firing, Map<String, String> labels, Map<String, String> annotations) {
    public Notification {
      labels = Map.copyOf(labels);
      annotations = Map.copyOf(annotations);
    }
  }

  /// Starts an Alertmanager.
  public static Alertmanager start() {
    return Ports.onFreePort(port -> {
      Alertmanager alertmanager = new Alertmanager(port);
      try {
        alertmanager.run();
        return alertmanager;
      } catch (RuntimeException | Error e) {
        alertmanager.close();
        throw e;
      }
    });
  }

  private void run() {
    webhook.start();
    Path file = program.directory().resolve("alertmanager.yml");
    try {
      Files.writeString(
          file,
          """
          route:
            receiver: test
            group_by: ['...']
            group_wait: 0s
            group_interval: 1s
            repeat_interval: 1h
          receivers:
            - name: test
              webhook_configs:
                - url: http://127.0.0.1:%d/
          """
              .formatted(webhook.getAddress().getPort()));
      // Alertmanager does not start without its default templates, which no webhook uses.
      Files.createFile(program.directory().resolve("default.tmpl"));
      Files.createFile(program.directory().resolve("email.tmpl"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    program.run(
        List.of(
            Installed.program("alertmanager", "alertmanager").toString(),
            "--config.file=" + file,
            "--storage.path=" + program.directory().resolve("data"),
            "--web.listen-address=127.0.0.1:" + port,
            // Opens no port for other Alertmanagers.
            "--cluster.listen-address="));
    program.awaitReady(() ->
        http.send(
                    HttpRequest.newBuilder(URI.create("http://" + address() + "/-/ready"))
                        .timeout(Duration.ofSeconds(2))
                        .build(),
                    HttpResponse.BodyHandlers.discarding())
                .statusCode()
            == 200);
  }

  /// Returns `127.0.0.1:port`.
  public String address() {
    return "127.0.0.1:" + port;
  }

  /// Returns the section `alerting:` of a configuration of Prometheus.
  public String asAlerting() {
    return "alerting: {alertmanagers: [{static_configs: [{targets: ['%s']}]}]}\n"
        .formatted(address());
  }

  /// Returns when Prometheus has found this Alertmanager, about 5 s after its start. An alert that fires before is sent
  /// a minute later only.
  public void awaitFoundBy(Prometheus prometheus) {
    Await.until(
        Duration.ofSeconds(20),
        "Prometheus finds the Alertmanager",
        () ->
            !prometheus
                .json("/api/v1/alertmanagers")
                .getObject("data")
                .getArray("activeAlertmanagers")
                .isEmpty());
  }

  /// Returns the notifications so far, in the order of their arrival.
  public List<Notification> notifications() {
    return List.copyOf(notifications);
  }

  public String log() {
    return program.log();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream body = exchange.getRequestBody()) {
      for (Object element : JsonParser.object().from(body).getArray("alerts")) {
        JsonObject alert = (JsonObject) element;
        notifications.add(
            new Notification(
                alert.getString("status", "").equals("firing"),
                texts(alert.getObject("labels")),
                texts(alert.getObject("annotations"))));
      }
      exchange.sendResponseHeaders(204, -1);
    } catch (JsonParserException e) {
      throw new IOException(e);
    }
  }

  private static Map<String, String> texts(JsonObject object) {
    Map<String, String> texts = new TreeMap<>();
    object.forEach((name, value) -> texts.put(name, (String) value));
    return texts;
  }

  @Override
  public void close() {
    http.shutdownNow();
    program.close();
    webhook.stop(0);
  }
}
