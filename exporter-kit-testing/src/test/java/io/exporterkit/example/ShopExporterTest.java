package io.exporterkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.exporterkit.RunningExporter;
import io.exporterkit.Start;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The example of docs/kit/collectors.md, with a shop on the loopback interface.
@Timeout(60)
class ShopExporterTest {
  private final CountDownLatch counted = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer shop;

  @BeforeEach
  void open() throws IOException {
    shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    shop.setExecutor(threads);
    answer("/orders", "4", new CountDownLatch(0));
    answer("/visitors", "17", new CountDownLatch(0));
    answer("/stock", "1000000", counted);
    shop.start();
  }

  private void answer(String path, String text, CountDownLatch latch) {
    shop.createContext(
        path,
        exchange -> {
          try {
            latch.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          exchange.sendResponseHeaders(200, text.length());
          exchange.getResponseBody().write(text.getBytes(UTF_8));
          exchange.close();
        });
  }

  @AfterEach
  void close() {
    counted.countDown();
    client.shutdownNow();
    shop.stop(0);
    threads.shutdownNow();
  }

  private Start start(PrintStream err, String... flags) {
    List<String> args = new ArrayList<>(List.of(flags));
    args.add("--web.listen-address=127.0.0.1:0");
    args.add("--shop.address=http://127.0.0.1:" + shop.getAddress().getPort() + "/");
    return ShopExporter.exporter().start(args, Map.of(), System.out, err);
  }

  private RunningExporter start(String... flags) {
    return ((Start.Serving) start(System.err, flags)).exporter();
  }

  private String get(RunningExporter exporter, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + exporter.port() + path);
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  private void awaitReady(RunningExporter exporter) throws Exception {
    while (!get(exporter, "/-/ready").equals("200 ready\n")) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void aPageDoesNotWaitForTheCountOfTheStock() throws Exception {
    try (RunningExporter exporter = start()) {
      assertThat(get(exporter, "/-/ready"))
          .isEqualTo("503 not ready: no success yet of collectors: stock (running)\n");
      assertThat(get(exporter, "/-/healthy")).isEqualTo("200 healthy\n");
      assertThat(get(exporter, "/metrics").lines())
          .contains("shop_up 1", "shop_orders_waiting 4", "shop_visitors 17")
          .noneMatch(line -> line.contains("stock"));
      counted.countDown();
      awaitReady(exporter);
      assertThat(get(exporter, "/metrics").lines())
          .contains(
              "shop_up 1",
              "shop_stock_items 1e+06",
              "shop_exporter_collector_success{collector=\"stock\"} 1",
              "shop_exporter_collector_outcome{collector=\"stock\",outcome=\"ok\"} 1")
          .anyMatch(line ->
              line.startsWith("shop_exporter_collector_age_seconds{collector=\"stock\"} 0."));
    }
  }

  @Test
  void theCollectorsOfATargetOfARequestRunInTheBackgroundToo() throws Exception {
    String path = "/probe?target=http://localhost:" + shop.getAddress().getPort() + "/";
    try (RunningExporter exporter = start()) {
      assertThat(get(exporter, path)).contains("shop_up 1");
      counted.countDown();
      while (!get(exporter, path).contains("shop_stock_items 1e+06")) {
        LockSupport.parkNanos(5_000_000);
      }
    }
  }

  @Test
  void theFlagOfTheCollectorSwitchesItOff() throws Exception {
    try (RunningExporter exporter = start("--collector.stock=false")) {
      assertThat(get(exporter, "/-/ready")).isEqualTo("200 ready\n");
      assertThat(get(exporter, "/metrics").lines())
          .contains("shop_up 1")
          .noneMatch(line -> line.contains("stock") || line.contains("_age_seconds"));
    }
  }

  @Test
  void closingEndsARunInProgress() throws Exception {
    RunningExporter exporter = start();
    assertThat(get(exporter, "/metrics")).contains("shop_up 1");
    long from = System.nanoTime();
    exporter.close();
    assertThat(System.nanoTime() - from).isLessThan(30_000_000_000L);
  }

  @Test
  void anIntervalOfZeroIsRefused() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertThat(start(new PrintStream(err, true, UTF_8), "--shop.stock-interval=0s"))
        .isEqualTo(new Start.Ended(1));
    assertThat(err.toString(UTF_8))
        .contains("the interval of collector stock must be more than zero");
  }

  /// Code shown in the document is code that runs.
  @Test
  void theDocumentShowsPartsOfTheExample() throws IOException {
    String example =
        Files.readString(Path.of("src/test/java/io/exporterkit/example/ShopExporter.java"));
    String[] parts = Files.readString(Path.of("../docs/kit/collectors.md")).split("```java\n", -1);
    assertThat(parts).hasSizeGreaterThan(3);
    for (int i = 1; i < parts.length; i++) {
      assertThat(example).contains(parts[i].substring(0, parts[i].indexOf("```")));
    }
  }
}
