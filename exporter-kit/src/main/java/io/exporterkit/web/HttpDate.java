package io.exporterkit.web;

import java.time.LocalDate;
import java.util.List;

/// The value of the header `Date` ([RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7)), made without the
/// JDK's formatter, whose first use costs 40 ms of the first answer. Safe for use by several threads.
final class HttpDate {
  private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
  private static final int SECONDS_OF_DAY = 24 * 60 * 60;

  private static volatile Made last = new Made(0, of(0));

  /// A text and the second that it stands for.
  private record Made(long second, String text) {}

  private HttpDate() {}

  /// Returns the present time, in one text for each second.
  static String now() {
    long second = System.currentTimeMillis() / 1000;
    Made made = last;
    if (made.second != second) {
      made = new Made(second, of(second));
      last = made;
    }
    return made.text;
  }

  /// In: 784111777  Out: `Sun, 06 Nov 1994 08:49:37 GMT`
  ///
  /// @param second since 1970, not negative
  static String of(long second) {
    LocalDate date = LocalDate.ofEpochDay(second / SECONDS_OF_DAY);
    int time = (int) (second % SECONDS_OF_DAY);
    return DAYS.get(date.getDayOfWeek().getValue() - 1)
        + ", "
        + twoDigits(date.getDayOfMonth())
        + " "
        + MONTHS.get(date.getMonthValue() - 1)
        + " "
        + date.getYear()
        + " "
        + twoDigits(time / 3600)
        + ":"
        + twoDigits(time / 60 % 60)
        + ":"
        + twoDigits(time % 60)
        + " GMT";
  }

  private static String twoDigits(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
