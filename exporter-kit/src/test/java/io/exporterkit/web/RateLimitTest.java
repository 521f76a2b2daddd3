package io.exporterkit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private long now = Long.MAX_VALUE - 5; // which overflows during the tests

  private RateLimit limit(Duration interval, int burst) {
    return new RateLimit(interval, burst, () -> now);
  }

  private static int admitted(RateLimit limit, int requests) {
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      admitted += limit.admits() ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void aFullBucketAdmitsABurst() {
    RateLimit limit = limit(Duration.ofSeconds(1), 3);
    assertThat(admitted(limit, 10)).isEqualTo(3);
    now += Duration.ofMillis(999).toNanos();
    assertThat(limit.admits()).isFalse();
    now += Duration.ofMillis(1).toNanos();
    assertThat(admitted(limit, 10)).isEqualTo(1);
    now += Duration.ofMillis(2500).toNanos();
    assertThat(admitted(limit, 10)).isEqualTo(2);
    now += Duration.ofHours(1).toNanos();
    assertThat(admitted(limit, 10)).isEqualTo(3);
  }

  @Test
  void longIntervalsAndLargeBurstsAreInRange() {
    assertThat(admitted(limit(Duration.ofDays(36_500), 1), 5)).isEqualTo(1);
    assertThat(admitted(limit(Duration.ofDays(1), Integer.MAX_VALUE), 1000)).isEqualTo(1000);
    assertThat(admitted(limit(Duration.ofNanos(1), 1), 5)).isEqualTo(1);
  }

  @Test
  void knowsItsSettings() {
    RateLimit limit = limit(Duration.ofSeconds(1), 3);
    assertThat(limit.is(Duration.ofSeconds(1), 3)).isTrue();
    assertThat(limit.is(Duration.ofSeconds(1), 4)).isFalse();
    assertThat(limit.is(Duration.ofSeconds(2), 3)).isFalse();
  }
}
