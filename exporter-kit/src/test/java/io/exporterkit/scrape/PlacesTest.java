package io.exporterkit.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private final AtomicLong now = new AtomicLong();
  private final Places places = new Places(8, now::get);

  @Test
  void targetsThatTimedOutShareAQuarter() {
    assertThat(places.take(true)).isTrue();
    assertThat(places.take(true)).isTrue();
    assertThat(places.take(true)).isFalse();
    for (int i = 0; i < 6; i++) {
      assertThat(places.take(false)).isTrue();
    }
    assertThat(places.take(false)).isFalse();
    assertThat(places.taken()).isEqualTo(8);
  }

  @Test
  void aFreedPlaceIsTakenAgain() {
    assertThat(places.take(true)).isTrue();
    assertThat(places.take(true)).isTrue();
    places.free(true);
    assertThat(places.take(true)).isTrue();
    now.addAndGet(TimeUnit.MINUTES.toNanos(2));
    assertThat(places.take(true)).isFalse();
  }

  @Test
  void onePlaceIsLeftToThemWhereThereAreFew() {
    Places few = new Places(2, now::get);
    assertThat(few.take(true)).isTrue();
    assertThat(few.take(true)).isFalse();
    assertThat(few.take(false)).isTrue();
  }
}
