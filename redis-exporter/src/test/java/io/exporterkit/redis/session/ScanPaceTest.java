package io.exporterkit.redis.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ScanPaceTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000); // overflows soon
  private final ScanPace pace = new ScanPace(now::get);

  private void batch(long millis, double share) {
    long sent = now.get();
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    pace.ended(sent, share);
  }

  private long wait(TimeUnit unit) {
    return unit.convert(pace.nanosToWait(), TimeUnit.NANOSECONDS);
  }

  @Test
  void theFirstBatchDoesNotWait() {
    assertThat(pace.nanosToWait()).isZero();
  }

  @Test
  void aPauseIsAsLongAsTheShareWants() {
    batch(2, 0.05);
    assertThat(wait(TimeUnit.MILLISECONDS)).isEqualTo(38);
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(38));
    assertThat(pace.nanosToWait()).isZero();
    now.addAndGet(TimeUnit.SECONDS.toNanos(9));
    batch(10, 0.5);
    assertThat(wait(TimeUnit.MILLISECONDS)).isEqualTo(10);
  }

  @Test
  void pausesOfSeveralScansAddUp() {
    long sent = now.get();
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(4));
    pace.ended(sent, 0.5);
    pace.ended(sent, 0.5);
    assertThat(wait(TimeUnit.MILLISECONDS)).isEqualTo(8);
  }
}
