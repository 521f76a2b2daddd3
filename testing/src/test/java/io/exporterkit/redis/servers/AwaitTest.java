package io.exporterkit.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
  @Test
  void asksUntilItHolds() {
    AtomicInteger asked = new AtomicInteger();
    Await.until(
        Duration.ofSeconds(5),
        () -> {
          if (asked.incrementAndGet() == 1) {
            throw new IOException("not yet");
          }
          return asked.get() == 3;
        });
    assertThat(asked).hasValue(3);
  }

  @Test
  void saysWhatDidNotComeTrueAndWhy() {
    assertThatThrownBy(() ->
            Await.until(
                Duration.ofMillis(20),
                "the moon",
                () -> {
                  throw new IOException("clouds");
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessage("the moon did not come true within PT0.02S")
        .hasRootCauseMessage("clouds");
  }
}
