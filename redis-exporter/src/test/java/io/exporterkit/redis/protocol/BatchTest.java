package io.exporterkit.redis.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The bytes of commands.
class BatchTest {
  @Test
  void copiesOneCommandOfABatch() {
    Batch batch = new Batch().command("GET", "a").command("PING");
    batch.commandWith(1, "GET").with(new byte[] {'\r', '\n', '*', -1});
    Batch copy = new Batch();
    copy.copy(batch, 2);
    copy.copy(batch, 0);
    assertThat(copy.size()).isEqualTo(2);
    assertThat(new String(copy.bytes(), 0, copy.length(), StandardCharsets.ISO_8859_1))
        .isEqualTo("*2\r\n$3\r\nGET\r\n$4\r\n\r\n*\u00ff\r\n*2\r\n$3\r\nGET\r\n$1\r\na\r\n");
  }
}
