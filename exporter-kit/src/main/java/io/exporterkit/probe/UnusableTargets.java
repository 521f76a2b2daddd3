package io.exporterkit.probe;

import io.exporterkit.scrape.Ticker;
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

/// The texts of requests that are no target, as far as the log has named them: once each, and no more than a number of them in ten minutes.
/// Safe for use by several threads.
public final class UnusableTargets {
  private static final Logger log = LoggerFactory.getLogger(UnusableTargets.class);

  private static final int MOST = 100;
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private final Set<String> schemes;
  private final Ticker ticker;
  // Digests, oldest first: a text may be long, and hold a secret.
  private final Set<UUID> logged = new LinkedHashSet<>();
  private long windowBegan;
  private int lines;

  /// @param schemes in lower case that may be shown, since they are well known
  public UnusableTargets(Set<String> schemes, Ticker ticker) {
    this.schemes = Set.copyOf(schemes);
    this.ticker = ticker;
    this.windowBegan = ticker.nanos();
  }

  /// Returns whether the log has not named this text yet, and has room for it. Counts as named from now on.
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

  /// Returns the scheme and the host of a text, as far as both are beyond doubt: an `@` behind the host may end a password that holds a slash.
  ///
  /// In: `http://ann:pw@h:80/x`   Out: `http://h`; an empty text for `http://:p/w@h`
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

  /// Where the first character stands that ends an authority; -1 for none.
  private static int firstOf(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if ("/?#".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
