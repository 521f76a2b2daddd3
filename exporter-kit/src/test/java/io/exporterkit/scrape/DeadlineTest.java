package io.exporterkit.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final FakeTicker ticker = new FakeTicker();
  private final Deadline deadline = Deadline.in(Duration.ofSeconds(10), ticker);

  @Test
  void anEarlierDeadlineMovesWithTheWholeOne() {
    Deadline part = deadline.within(Duration.ofSeconds(3));
    assertThat(part.remaining()).isEqualTo(Duration.ofSeconds(3));
    assertThat(deadline.within(Duration.ofSeconds(30)).remaining())
        .isEqualTo(Duration.ofSeconds(10));
    deadline.beginPart(Duration.ofSeconds(1));
    assertThat(part.remaining()).isEqualTo(Duration.ofSeconds(1));
    deadline.endPart();
    part.enter("connecting");
    assertThat(deadline.reason()).isEqualTo("timed out connecting");
    ticker.advance(Duration.ofSeconds(3));
    assertThat(part.hasPassed()).isTrue();
    assertThat(deadline.hasPassed()).isFalse();
  }

  @Test
  void passes() throws DeadlineException {
    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(10));
    ticker.advance(Duration.ofSeconds(10).minusNanos(1));
    assertThat(deadline.remainingNanos()).isEqualTo(1);
    assertThat(deadline.hasPassed()).isFalse();
    deadline.check();
    ticker.advance(Duration.ofNanos(1));
    assertThat(deadline.hasPassed()).isTrue();
    assertThatExceptionOfType(DeadlineException.class)
        .isThrownBy(deadline::check)
        .withMessage("timed out");
    ticker.advance(Duration.ofSeconds(1));
    assertThat(deadline.remaining()).isZero();
    assertThat(deadline.remainingNanos()).isEqualTo(-Duration.ofSeconds(1).toNanos());
  }

  @Test
  void movesOnlyToLaterMoments() {
    Deadline copy = deadline.copy();
    deadline.extendTo(Deadline.in(Duration.ofSeconds(9), ticker));
    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(10));
    deadline.extendTo(Deadline.in(Duration.ofSeconds(11), ticker));
    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(11));
    assertThat(copy.remaining()).isEqualTo(Duration.ofSeconds(10));
  }
}
