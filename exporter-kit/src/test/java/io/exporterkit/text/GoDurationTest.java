package io.exporterkit.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "+0, 0",
    "0s, 0",
    "15s, 15000000000",
    "+5s, 5000000000",
    "-1s, -1000000000",
    "1m30s, 90000000000",
    "500ms, 500000000",
    "1.5h, 5400000000000",
    ".5s, 500000000",
    "5.s, 5000000000",
    "5.6s, 5600000000",
    "10ns, 10",
    "11us, 11000",
    "12µs, 12000",
    "12μs, 12000",
    "3h30m, 12600000000000",
    "10.5s4m, 250500000000",
    "-2m3.4s, -123400000000",
    "1h2m3s4ms5us6ns, 3723004005006",
    "52763797000ns, 52763797000",
    "0.3333333333333333333h, 1200000000000",
    "0.100000000000000000000h, 360000000000",
    "9223372036854775807ns, 9223372036854775807",
    "9223372036854775.807us, 9223372036854775807",
    "9223372036s854ms775us807ns, 9223372036854775807",
    "-9223372036854775807ns, -9223372036854775807",
    "-9223372036854775807ns1ns, -9223372036854775808",
    "0.9223372036854775807h, 3320413933267",
    "0.9ns, 0",
  })
  void readsWhatGoReads(String text, long nanos) {
    assertThat(GoDuration.parse(text)).as(text).isEqualTo(Duration.ofNanos(nanos));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+",
        "3",
        "00",
        "s",
        ".",
        "-.",
        ".s",
        "+.s",
        "1d",
        "1 s",
        " 1s",
        "1s ",
        "1.5",
        "1x",
        "1S",
        "1e3s",
        "--1s",
        "1s-",
        "0x1s",
        "15sec",
        "1m30",
        "9223372036854775808ns",
        "3000000h",
        "9223372036854775807ns1ns",
        "2562047h48m",
        "\uff11s",
        "1\u00b5"
      })
  void refusesWhatGoRefuses(String text) {
    assertThatIllegalArgumentException()
        .as(text)
        .isThrownBy(() -> GoDuration.parse(text))
        .withMessageStartingWith("is ");
  }

  @Test
  void saysWhatIsWrongAndWhatWouldBeRight() {
    String is = "is not a duration: ";
    assertThat(message("15")).isEqualTo(is + "it has no unit after a number" + right());
    assertThat(message("")).isEqualTo("is empty, not a duration" + right());
    assertThat(message("1m5x")).isEqualTo(is + "it has an unknown unit" + right());
    assertThat(message("soon")).isEqualTo(is + "a number is missing" + right());
    assertThat(message("-")).isEqualTo(is + "it is a sign without a number" + right());
    assertThat(message("3000000h"))
        .isEqualTo("is too long: the longest duration is 2562047h (292 years)");
    assertThat(message("1s3cret")).doesNotContain("s3cret");
  }

  private static String right() {
    return "; write numbers with units, as in 15s, 1m30s, 500ms or 1.5h (units: ns, us, ms, s, m, h)";
  }

  private static String message(String text) {
    try {
      return "none: " + GoDuration.parse(text);
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ns",
    "1100, 1.1µs",
    "2200000, 2.2ms",
    "500000000, 500ms",
    "1000000, 1ms",
    "1000001, 1.000001ms",
    "15000000000, 15s",
    "3300000000, 3.3s",
    "60000000000, 1m0s",
    "90000000000, 1m30s",
    "245000000000, 4m5s",
    "245001000000, 4m5.001s",
    "3600000000000, 1h0m0s",
    "18367001000000, 5h6m7.001s",
    "480000000001, 8m0.000000001s",
    "9223372036854775807, 2562047h47m16.854775807s",
    "-9223372036854775808, -2562047h47m16.854775808s",
    "-1000000000, -1s",
    "-500000, -500µs"
  })
  void writesWhatGoWrites(long nanos, String expected) {
    assertThat(GoDuration.format(Duration.ofNanos(nanos))).isEqualTo(expected);
  }

  @Test
  void readsBackWhatItWrote() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 5000; i++) {
      // Near the end of the range, the fraction of seconds, a double in Go too, may lose
      // its last digit.
      Duration d = Duration.ofNanos((random.nextLong() >> random.nextInt(64)) / 1000);
      assertThat(GoDuration.parse(GoDuration.format(d))).isEqualTo(d);
    }
  }
}
