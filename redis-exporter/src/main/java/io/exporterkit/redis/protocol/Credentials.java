package io.exporterkit.redis.protocol;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// User and password for AUTH. Never printed.
///
/// @param user empty for the default user
/// @param password empty where no AUTH is sent
public record Credentials(String user, String password) {
  private static final int SHORTEST_PART = 6;

  public static final Credentials NONE = new Credentials("", "");

  // Written out, because the methods that the compiler adds to a record are linked at run time.
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Credentials other
        && user.equals(other.user)
        && password.equals(other.password);
  }

  @Override
  public int hashCode() {
    return 31 * user.hashCode() + password.hashCode();
  }

  public boolean areGiven() {
    return !password.isEmpty();
  }

  public Command auth() {
    return user.isEmpty() ? Command.of("AUTH", password) : Command.of("AUTH", user, password);
  }

  /// Returns the text with `***` in place of the password, because some servers repeat what they received: the whole
  /// password, its escaped forms, and parts of at least six characters.
  String hideIn(String text) {
    if (password.isEmpty()) {
      return text;
    }
    String hidden = text.replace(password, "***");
    for (String form : List.of(escaped(), URLEncoder.encode(password, StandardCharsets.UTF_8))) {
      hidden = hideParts(hidden.replace(form, "***"), form);
    }
    return hideParts(hidden, password);
  }

  private static String hideParts(String text, String secret) {
    if (secret.length() < SHORTEST_PART) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = at + SHORTEST_PART;
      if (end > text.length() || !secret.contains(text.substring(at, end))) {
        out.append(text.charAt(at++));
        continue;
      }
      while (end < text.length() && secret.contains(text.substring(at, end + 1))) {
        end++;
      }
      out.append("***");
      at = end;
    }
    return out.toString();
  }

  /// Returns the password as servers quote it: `\"`, `\\`, and `\xe4` for each byte that is not printable ASCII.
  private String escaped() {
    StringBuilder out = new StringBuilder(password.length());
    for (byte b : password.getBytes(StandardCharsets.UTF_8)) {
      switch (b) {
        case '"', '\\', '\'' -> out.append('\\').append((char) b);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (b >= ' ' && b < 127) {
            out.append((char) b);
          } else {
            out.append("\\x").append(HexFormat.of().toHexDigits(b));
          }
        }
      }
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return user + ":***";
  }
}
