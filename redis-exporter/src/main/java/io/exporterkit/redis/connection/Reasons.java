package io.exporterkit.redis.connection;

/// Texts of servers, made fit for labels and logs.
final class Reasons {
  private static final int LONGEST = 120;

  private Reasons() {}

  /// One line of at most 120 characters, without secrets, and with `N` for each run of digits, so that ports, times and ids do not
  /// make a series each.
  ///
  /// In: `ERR max number of clients reached (10000)`   Out: `ERR max number of clients reached (N)`
  static String clean(String message, Credentials secret) {
    String safe = secret.hideIn(message);
    StringBuilder out = new StringBuilder(Math.min(safe.length(), LONGEST));
    boolean digits = false;
    for (int i = 0; i < safe.length() && out.length() < LONGEST; i++) {
      char c = safe.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (digit && !digits) {
        out.append('N');
      } else if (!digit) {
        out.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
      }
      digits = digit;
    }
    return out.toString().strip();
  }
}
