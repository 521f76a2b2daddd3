package io.exporterkit.text;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoFloatTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "5, 5",
    "+5, 5",
    "-5, -5",
    "007, 7",
    ".5, 0.5",
    "5., 5",
    "-.5, -0.5",
    "0.001, 0.001",
    "0.30000000000000004, 0.30000000000000004",
    "123456789012345, 123456789012345",
    "9007199254740993, 9007199254740992",
    "18446744073709551615, 18446744073709551615",
    "0.0000000000000000000000001, 1e-25",
    "1e3, 1000",
    "1E+3, 1000",
    "1e-3, 0.001",
    "5.e1, 50",
    ".5e1, 5",
    "1e00000000000000000001, 10",
    "0e99999, 0",
    "1e-400, 0",
    "5e-324, 4.9e-324",
    "1.7976931348623157e308, 1.7976931348623157e308",
    "1.7976931348623158e308, 1.7976931348623157e308",
    "1_000, 1000",
    "1_0.2_5, 10.25",
    "1e1_0, 1e10",
    "0_1, 1",
    "0x1p4, 16",
    "0X1P4, 16",
    "0x.8p1, 1",
    "0x1.8p+1, 3",
    "-0x1p-2, -0.25",
    "0xFp0, 15",
    "0x_1p2, 4",
    "0x1_fp0, 31",
    "0x1p1_0, 1024",
    "0x0p99999, 0",
    "0x1p-1074, 4.9e-324",
    "0x1p-1075, 0",
    "0x1.8p-1075, 4.9e-324",
    "0x1.8p-1074, 9.9e-324",
    "0x2.8p-1074, 9.9e-324",
    "0x1.fffffffffffff8p-1022, 4.450147717014403e-308",
    "0x0.fffffffffffff8p-1022, 2.2250738585072014e-308",
    "0x1.00000000000008p0, 1",
    "0x1.000000000000080000000000000000000001p0, 1.0000000000000002",
    "0x100000000000000000000p-80, 1",
    "0x1.fffffffffffffp1023, 1.7976931348623157e308",
  })
  void readsWhatGoReads(String text, double expected) {
    assertThat(GoFloat.parse(text)).as(text).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " 5",
        "5 ",
        "5\n",
        "+",
        "-",
        ".",
        "-.",
        "+.e1",
        "e1",
        "1e",
        "1e+",
        "1ee1",
        "1e1.5",
        "1.2.3",
        "--5",
        "+-5",
        "10d",
        "1f",
        "1L",
        "0x",
        "0x10",
        "0xp1",
        "0x.p1",
        "0x1p",
        "0x1p+",
        "0x1pf",
        "0x1.2.3p1",
        "1p4",
        "0b1",
        "0o7",
        "_1",
        "1_",
        "1__0",
        "1_.5",
        "1._5",
        "1_e5",
        "1e_5",
        "1e5_",
        "-_1",
        "0x1_p2",
        "0x1p_2",
        "0_x1p1",
        "_0x1p1",
        "+nan",
        "-NaN",
        "nan1",
        "infin",
        "infinit",
        "in",
        "infinityy",
        "++inf",
        "1e309",
        "-1e309",
        "1.7976931348623159e308",
        "0x1p1024",
        "0x1.fffffffffffff8p1023",
        "1e99999999999",
        "\u0661",
        "1,5",
        "1'000",
        "0x1.8",
        "NONE",
        "true"
      })
  void refusesWhatGoRefuses(String text) {
    assertThat(GoFloat.parse(text)).as(text).isEmpty();
  }

  @Test
  void readsInfinityAndNanInAnyCase() {
    for (String s :
        new String[] {"inf", "Inf", "INF", "+inf", "infinity", "+Infinity", "iNfInItY"}) {
      assertThat(GoFloat.parse(s)).as(s).hasValue(Double.POSITIVE_INFINITY);
    }
    for (String s : new String[] {"-inf", "-INFINITY"}) {
      assertThat(GoFloat.parse(s)).as(s).hasValue(Double.NEGATIVE_INFINITY);
    }
    for (String s : new String[] {"nan", "NaN", "NAN"}) {
      assertThat(GoFloat.parse(s)).as(s).hasValue(Double.NaN);
      assertThat(GoFloat.isNone(GoFloat.parseOrNone(s))).isFalse();
    }
  }

  @Test
  void keepsTheSignOfZero() {
    for (String s : new String[] {"-0", "-0.0", "-0e5", "-0x0p0", "-1e-400"}) {
      assertThat(Double.doubleToRawLongBits(GoFloat.parseOrNone(s)))
          .as(s)
          .isEqualTo(Long.MIN_VALUE);
    }
  }

  @Test
  void readsPartsAndAnyCharSequence() {
    assertThat(GoFloat.parseOrNone("keys=15,expires=0x1p1", 5, 7)).isEqualTo(15);
    assertThat(GoFloat.parseOrNone("keys=15,expires=0x1p1", 16, 21)).isEqualTo(2);
    assertThat(GoFloat.parse(java.nio.CharBuffer.wrap("2.5"))).hasValue(2.5);
    assertThat(GoFloat.isNone(GoFloat.parseOrNone("12", 1, 1))).isTrue();
  }

  @Test
  void stopsCountingAnExponentAtFiveDigitsAsGoDoes() {
    String tiny = "0." + "0".repeat(120_000) + "1";
    assertThat(GoFloat.parse(tiny + "e120001")).hasValue(0);
    assertThat(GoFloat.parse("1" + "0".repeat(400) + "e-400")).hasValue(1);
  }

  @Test
  void readsNothingButNumbersOfTheseCharacters() {
    var random = new SplittableRandom(3);
    String characters = "012.-+exp_df";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(8); n > 0; n--) {
        text.append(characters.charAt(random.nextInt(characters.length())));
      }
      readsNothingButANumber(text.toString());
    }
  }

  private static void readsNothingButANumber(String text) {
    // Java reads blanks and suffixes that Go does not. A hexadecimal without underscores is the
    // same to both.
    if (GoFloat.parse(text).isPresent()) {
      double v = Double.parseDouble(text.replace("_", ""));
      assertThat(GoFloat.parseOrNone(text)).isEqualTo(v);
    } else if (text.indexOf('_') < 0 && !text.endsWith("d") && !text.endsWith("f")) {
      assertThat(javaReadsFinite(text)).as(text).isFalse();
    }
  }

  private static boolean javaReadsFinite(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-1, -1",
    "10, 10",
    "100000, 100000",
    "123456, 123456",
    "999999, 999999",
    "1000000, 1e+06",
    "1234567, 1.234567e+06",
    "-1234567, -1.234567e+06",
    "12345678.5, 1.23456785e+07",
    "25276510208, 2.5276510208e+10",
    "1700000000, 1.7e+09",
    "1.753e9, 1.753e+09",
    "1e15, 1e+15",
    "9007199254740991, 9.007199254740991e+15",
    "9007199254740992, 9.007199254740992e+15",
    "9007199254740994, 9.007199254740994e+15",
    "9223372036854775807, 9.223372036854776e+18",
    "18446744073709551615, 1.8446744073709552e+19",
    "1e20, 1e+20",
    "1e21, 1e+21",
    "1e23, 1e+23",
    "1e100, 1e+100",
    "0.25, 0.25",
    "0.1, 0.1",
    "0.3, 0.3",
    "0.30000000000000004, 0.30000000000000004",
    "2.5, 2.5",
    "100.5, 100.5",
    "99.9, 99.9",
    "123456.789, 123456.789",
    "0.0001, 0.0001",
    "0.00012345, 0.00012345",
    "0.00001, 1e-05",
    "0.000012, 1.2e-05",
    "1e-7, 1e-07",
    "-1e-7, -1e-07",
    "1e-10, 1e-10",
    "1.5e-100, 1.5e-100",
    "3.141592653589793, 3.141592653589793",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "2.225073858507201e-308, 2.225073858507201e-308",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "-1.7976931348623157e308, -1.7976931348623157e+308",
    "4.9e-324, 5e-324",
    "9.9e-324, 1e-323",
    "1.5e-323, 1.5e-323",
    "2e-323, 2e-323",
    "9.9e-323, 1e-322",
    "5.684341886080802e-14, 5.684341886080802e-14",
    "498484681984085570, 4.9848468198408557e+17",
    "-5.8339553793802237e+23, -5.8339553793802237e+23",
    "2.2e-7, 2.2e-07",
    "0.004, 0.004",
    "1.001, 1.001",
    "33.334, 33.334",
    "0.000123456789, 0.000123456789",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void writesWhatGoWrites(double v, String expected) {
    assertThat(written(v)).isEqualTo(expected);
  }

  @Test
  void writesAtAPlaceAndReturnsTheEnd() {
    byte[] to = "0123456789".getBytes(US_ASCII);
    assertThat(GoFloat.write(-2.5, to, 3)).isEqualTo(7);
    assertThat(new String(to, US_ASCII)).isEqualTo("012-2.5789");
  }

  /// Compares the texts of the smallest doubles with texts that are found by brute force: the shortest decimal that is
  /// parsed as the same number, and of several the nearest one.
  @Test
  void writesTheSmallestNumbersWithTheFewestDigits() {
    for (long bits = 1; bits <= 3000; bits++) {
      double v = Double.longBitsToDouble(bits);
      BigDecimal exact = new BigDecimal(v);
      BigDecimal best = null;
      for (int digits = 1; best == null; digits++) {
        BigDecimal below =
            exact.round(new java.math.MathContext(digits, java.math.RoundingMode.DOWN));
        BigDecimal above = below.add(below.ulp());
        BigDecimal near =
            exact.round(new java.math.MathContext(digits, java.math.RoundingMode.HALF_EVEN));
        BigDecimal far = near.compareTo(below) == 0 ? above : below;
        best = near.doubleValue() == v ? near : far.doubleValue() == v ? far : null;
      }
      String text = written(v);
      assertThat(new BigDecimal(text)).as(text).isEqualByComparingTo(best);
      int e = text.indexOf('e');
      assertThat(text.substring(0, e).replace(".", ""))
          .hasSize(best.stripTrailingZeros().precision());
    }
  }

  @Test
  void readsBackWhatItWroteInEverydaySizes() {
    var random = new SplittableRandom(4);
    for (int i = 0; i < 5000; i++) {
      int n = random.nextInt() >> random.nextInt(32);
      check(n);
      check(n / 1e3);
      check(n / 1e6);
      check(n / 1e9);
      check(n * 1e6);
      check(n / 3.0);
    }
  }

  @Test
  void readsBackTwoHundredThousandDoublesOfAllSizes() {
    var random = new SplittableRandom(20260101);
    for (int i = 0; i < 200_000; i++) {
      check(Double.longBitsToDouble(random.nextLong()));
    }
  }

  private static void check(double v) {
    byte[] to = new byte[GoFloat.MAX_WRITTEN];
    int end = GoFloat.write(v, to, 0);
    String text = new String(to, 0, end, US_ASCII);
    double back = GoFloat.parse(text).orElseThrow();
    if (back != v && !(Double.isNaN(back) && Double.isNaN(v))) {
      throw new AssertionError(v + " was written as " + text);
    }
    if (v != 0 && Double.isFinite(v)) {
      // The same digits as in Java's own shortest form.
      String java = digits(Double.toString(v));
      String ours = digits(text);
      if (!ours.equals(java) && Math.abs(v) > 1e-320) {
        throw new AssertionError(v + " was written as " + text);
      }
    }
  }

  /// Returns the digits of a number, without zeros at both ends.
  private static String digits(String number) {
    var out = new StringBuilder();
    for (int i = 0;
        i < number.length() && number.charAt(i) != 'e' && number.charAt(i) != 'E';
        i++) {
      char c = number.charAt(i);
      if (c >= '0' && c <= '9' && !(c == '0' && out.isEmpty())) {
        out.append(c);
      }
    }
    int end = out.length();
    while (out.charAt(end - 1) == '0') {
      end--;
    }
    return out.substring(0, end);
  }

  private static String written(double v) {
    byte[] to = new byte[GoFloat.MAX_WRITTEN];
    int end = GoFloat.write(v, to, 0);
    return new String(to, 0, end, US_ASCII);
  }
}
