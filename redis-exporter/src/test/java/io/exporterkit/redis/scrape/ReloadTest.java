package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of `/-/reload`: password file and scripts are read again, all or nothing.
class ReloadTest {
  @TempDir Path folder;

  private RedisServer server;
  private Path passwords;
  private Path first;
  private Path second;

  @BeforeEach
  void start() throws IOException {
    server = RedisServer.start(ServerKind.REDIS_7_0, "--requirepass", "right");
    passwords = folder.resolve("passwords.json");
    first = folder.resolve("first.lua");
    second = folder.resolve("second.lua");
    writePassword("right");
    writeScripts(1);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void writePassword(String password) throws IOException {
    Files.writeString(passwords, "{\"" + server.uri() + "\": \"" + password + "\"}");
  }

  private void writeScripts(int generation) throws IOException {
    for (Path script : List.of(first, second)) {
      Files.writeString(script, "return {'generation', " + generation + "}");
    }
  }

  private Exporter start(String... more) {
    List<String> flags = new ArrayList<>(List.of("-redis.addr", server.uri()));
    flags.addAll(List.of("-script", first + "," + second));
    flags.addAll(List.of(more));
    return Exporter.start(flags.toArray(String[]::new));
  }

  private Exporter startWithPasswordFile() {
    return start("-redis.password-file", passwords.toString());
  }

  private static double generation(Page page, Path script) {
    return page.value("redis_script_values{key=\"generation\",filename=\"%s\"}".formatted(script));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT"})
  void readsScriptsAgainWhereThereIsNoPasswordFile(String method) throws IOException {
    try (Exporter exporter = start("-redis.password", "right")) {
      writeScripts(2);
      assertThat(generation(exporter.metrics(), first)).isEqualTo(1);
      Exporter.Answer answer = exporter.fetch(method, "/-/reload", Map.of());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("ok");
      // With the flags' keys, and with the keys of a request.
      assertThat(generation(exporter.metrics(), first)).isEqualTo(2);
      assertThat(generation(exporter.metrics(), second)).isEqualTo(2);
      String other = Exporter.scrapePath(server.uri()) + "&count-keys=a*";
      assertThat(generation(exporter.fetch(other).page(), second)).isEqualTo(2);
    }
  }

  @Test
  void readsBothAgain() throws IOException {
    try (Exporter exporter = startWithPasswordFile()) {
      assertThat(generation(exporter.metrics(), first)).isEqualTo(1);
      server.command("CONFIG", "SET", "requirepass", "changed");
      writePassword("changed");
      writeScripts(2);
      assertThat(exporter.get("/-/reload")).isEqualTo("ok");
      assertThat(generation(exporter.metrics(), first)).isEqualTo(2);
    }
  }

  /// The password file has become invalid and the first script has changed: neither file is used.
  @Test
  void aScriptThatCannotBeReadKeepsAllAsItWas() throws IOException {
    try (Exporter exporter = startWithPasswordFile()) {
      writePassword("wrong");
      Files.writeString(first, "return {'generation', 2}");
      Files.delete(second);
      Exporter.Answer answer = exporter.fetch("/-/reload");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).isEqualTo("script: " + second + " does not exist\n");
      assertIsAsAtFirst(exporter);
      Files.createDirectory(second);
      assertThat(exporter.fetch("/-/reload").body())
          .isEqualTo("script: " + second + " cannot be read: Is a directory\n");
      assertIsAsAtFirst(exporter);
      Files.delete(second);
      Files.write(second, new byte[(1 << 20) + 1]);
      assertThat(exporter.fetch("/-/reload").body())
          .isEqualTo("script: " + second + " is larger than 1048576 bytes\n");
      assertIsAsAtFirst(exporter);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{]", "{\"redis://h\": 5}", "{\"redis://h\": \"wrong\""})
  void aBadPasswordFileKeepsAllAsItWas(String text) throws IOException {
    try (Exporter exporter = startWithPasswordFile()) {
      writeScripts(2);
      Files.writeString(passwords, text);
      Exporter.Answer answer = exporter.fetch("/-/reload");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body())
          .startsWith("password file: " + passwords)
          .hasLineCount(1)
          .doesNotContain("wrong");
      assertIsAsAtFirst(exporter);
    }
  }

  @Test
  void reportsEveryReason() throws IOException {
    try (Exporter exporter = startWithPasswordFile()) {
      for (Path file : List.of(passwords, first, second)) {
        Files.delete(file);
      }
      Exporter.Answer answer = exporter.fetch("/-/reload");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body())
          .isEqualTo(
              """
              password file: %s does not exist
              script: %s does not exist
              script: %s does not exist
              """
                  .formatted(passwords, first, second));
      assertIsAsAtFirst(exporter);
    }
  }

  private void assertIsAsAtFirst(Exporter exporter) {
    Page page = exporter.metrics();
    assertThat(page.error()).isEmpty();
    assertThat(generation(page, first)).isEqualTo(1);
    assertThat(generation(page, second)).isEqualTo(1);
  }

  /// The original's reload races with its scrapes. Here, each scrape uses the files as of one moment.
  @Test
  void disturbsNoScrapeThatRuns() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    try (Exporter exporter = startWithPasswordFile();
        ExecutorService scrapers = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        // Different queries, so that the requests do not share a scrape.
        String path = Exporter.scrapePath(server.uri()) + "&count-keys=" + i + "*";
        running.add(
            scrapers.submit(() -> {
              int pages = 0;
              while (!ended.get() || pages < 10) {
                Page page = exporter.fetch(path).page();
                assertThat(page.error()).isEmpty();
                assertThat(page.outcome("scripts")).isEqualTo("ok");
                assertThat(generation(page, first)).isEqualTo(generation(page, second));
                pages++;
              }
              return pages;
            }));
      }
      try {
        for (int generation = 2; generation <= 100; generation++) {
          writeScripts(generation);
          assertThat(exporter.get("/-/reload")).isEqualTo("ok");
        }
      } finally {
        ended.set(true);
      }
      for (Future<Integer> one : running) {
        assertThat(one.get()).isGreaterThanOrEqualTo(10);
      }
      assertThat(generation(exporter.metrics(), first)).isEqualTo(100);
    }
  }
}
