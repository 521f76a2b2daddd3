package io.exporterkit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HttpDateTest {
  private static final DateTimeFormatter JDK =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  @Test
  void isTheExampleOfTheSpecification() {
    assertThat(HttpDate.of(784_111_777)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void isWhatTheJdkFormats() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long second = random.nextLong(Instant.parse("2100-01-01T00:00:00Z").getEpochSecond());
      assertThat(HttpDate.of(second)).isEqualTo(JDK.format(Instant.ofEpochSecond(second)));
    }
  }

  @Test
  void isOfThePresentSecond() {
    long before = System.currentTimeMillis() / 1000;
    String now = HttpDate.now();
    long after = System.currentTimeMillis() / 1000;
    assertThat(now).isIn(HttpDate.of(before), HttpDate.of(after));
  }
}
