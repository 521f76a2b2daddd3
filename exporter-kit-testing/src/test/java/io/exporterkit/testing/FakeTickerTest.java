package io.exporterkit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.time.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FakeTickerTest {
  @Test
  void timePassesWhenTheTestSaysSo() {
    FakeTicker ticker = new FakeTicker();
    Deadline deadline = Deadline.in(Duration.ofSeconds(10), ticker);
    ticker.advance(Duration.ofSeconds(9));
    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(1));
    ticker.advance(Duration.ofSeconds(1));
    assertThat(deadline.hasPassed()).isTrue();
    assertThatThrownBy(() -> ticker.advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a ticker never goes backward");
  }
}
