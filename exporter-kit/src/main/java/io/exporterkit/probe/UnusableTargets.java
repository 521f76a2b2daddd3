package io.exporterkit.probe;

import io.exporterkit.time.Ticker;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A bound on the log lines about texts in requests that do not name a target: one line for each text, and at most 100
/// lines in ten minutes. The texts themselves are not kept, because they may be long or hold secrets. Safe for use by
/// several threads.
public final class UnusableTargets {
  private static final Logger log = LoggerFactory.getLogger(UnusableTargets.class);

  private static final int MOST = 100;
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private final Set<String> schemes;
  private final Ticker ticker;
  // Digests of the texts, the oldest first.
  private final Set<UUID> logged = new LinkedHashSet<>();
  private long windowBegan;
  private int lines;

  /// Makes a bound that has counted no lines.
  ///
  /// @param schemes of URIs that may be shown, in lower case, such as `http`
  /// @param ticker clock of the ten minutes
  public UnusableTargets(Set<String> schemes, Ticker ticker) {
    this.schemes = Set.copyOf(schemes);
    this.ticker = ticker;
    this.windowBegan = ticker.nanos();
  }

  /// Whether the log may name this text now: it was not among the last 100 texts, and there is room for a line. If so,
  /// the text counts as logged. The first text without room logs one line at level WARN.
  public synchronized boolean isNews(String text) {
    UUID digest = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    if (logged.contains(digest)) {
      return false;
    }
    long now = ticker.nanos();
    if (now - windowBegan >= WINDOW.toNanos()) {
      windowBegan = now;
      lines = 0;
    }
    if (lines == MOST) {
      lines++;
      log.warn(
          "more targets of requests are unusable: none of them is logged in the next {} minutes",
          WINDOW.toMinutes());
    }
    if (lines > MOST) {
      return false;
    }
    lines++;
    logged.add(digest);
    if (logged.size() > MOST) {
      Iterator<UUID> oldest = logged.iterator();
      oldest.next();
      oldest.remove();
    }
    return true;
  }

  /// Returns the scheme and the host of a text, when both are certain; otherwise the empty text. They are uncertain
  /// when the text is not a URI, has another scheme, or has an `@` behind the host, which may end a password that
  /// contains a slash.
  ///
  /// In:  `http://ann:pw@h:80/x`
  /// Out: `http://h`; the empty text for `http://:p/w@h`
  public String recognised(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      int authority = text.indexOf("://") + 3;
      int slash = authority < 3 ? -1 : firstOf(text, authority);
      boolean plain = uri.getHost() != null && (slash < 0 || text.indexOf('@', slash) < 0);
      return plain && schemes.contains(scheme) ? scheme + "://" + uri.getHost() : "";
    } catch (URISyntaxException _) {
      return "";
    }
  }

  /// Returns the index of the first character that ends an authority (`/`, `?`, `#`); -1 when there is none.
  private static int firstOf(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if ("/?#".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
