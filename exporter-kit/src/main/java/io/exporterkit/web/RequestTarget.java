package io.exporterkit.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.exporterkit.text.PercentEncoding;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/// The target of a request line, split into path and query. The query may contain any character.
///
/// @param path decoded
/// @param rawQuery as sent, without the question mark; empty when there is none
record RequestTarget(String path, String rawQuery) {
  private static final String UNESCAPED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~$&+,/:;=@";

  /// The target of a request whose target is malformed.
  static final RequestTarget NONE = new RequestTarget("", "");

  /// Splits a target.
  ///
  /// In: `/scrape?target=h&check-key-groups=^(.*)$`   Out: `/scrape` and `target=h&check-key-groups=^(.*)$`
  ///
  /// @param sent a character for each byte; of an absolute URI, only path and query are used
  /// @throws BadRequestException when the target is neither a path nor an absolute URI, or the path has a malformed
  ///     escape
  static RequestTarget parse(String sent) throws BadRequestException {
    String text = withoutAuthority(sent);
    int mark = text.indexOf('?');
    String path = mark < 0 ? text : text.substring(0, mark);
    String query = mark < 0 ? "" : text.substring(mark + 1);
    if (!path.startsWith("/") && !path.equals("*")) {
      throw new BadRequestException(
          "bad request: its target is neither a path, as in /metrics, nor an absolute URI");
    }
    try {
      return new RequestTarget(PercentEncoding.decode(utf8(path)), utf8(query));
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("bad request: in the path stands " + e.getMessage());
    }
  }

  /// Returns path and query of an absolute URI; any other target unchanged.
  ///
  /// In: `http://host:1/metrics?a=b`   Out: `/metrics?a=b`
  private static String withoutAuthority(String sent) {
    String lower = sent.substring(0, Math.min(sent.length(), 8)).toLowerCase(Locale.ROOT);
    int authority = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : 0;
    if (authority == 0) {
      return sent;
    }
    for (int i = authority; i < sent.length(); i++) {
      if (sent.charAt(i) == '/') {
        return sent.substring(i);
      } else if (sent.charAt(i) == '?') {
        return "/" + sent.substring(i);
      }
    }
    return "/";
  }

  private static String utf8(String bytes) {
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.charAt(i) >= 0x80) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
      }
    }
    return bytes;
  }

  /// Returns the path without empty parts and without the parts `.` and `..`. A slash at the end is kept.
  ///
  /// In: `//a/./b/../metrics`   Out: `/a/metrics`
  String cleanPath() {
    if (!path.startsWith("/") || (!path.contains("//") && !path.contains("/."))) {
      return path;
    }
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    String clean = "/" + String.join("/", parts);
    return path.endsWith("/") && clean.length() > 1 ? clean + "/" : clean;
  }

  /// Returns this target without the slash at the end of its path.
  RequestTarget withoutSlash() {
    return path.length() > 1 && path.endsWith("/")
        ? new RequestTarget(path.substring(0, path.length() - 1), rawQuery)
        : this;
  }

  /// Returns the clean path with the query, escaped for the `Location` header.
  String cleanLocation() {
    StringBuilder location = new StringBuilder();
    for (byte b : cleanPath().getBytes(UTF_8)) {
      if (UNESCAPED.indexOf(b) >= 0) {
        location.append((char) b);
      } else {
        location.append('%').append(hex(b >> 4)).append(hex(b));
      }
    }
    return rawQuery.isEmpty() ? location.toString() : location + "?" + rawQuery;
  }

  private static char hex(int digit) {
    return "0123456789ABCDEF".charAt(digit & 15);
  }
}
