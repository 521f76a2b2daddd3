package io.exporterkit.redis.keys;

import io.exporterkit.redis.session.RedisSession;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/// Memory that the series of keys may take at a time, in all scrapes together: a share of the heap, so that a database with more keys
/// than fit gives a partial page and not an exporter that is out of memory. Estimated. Safe for use by several threads.
public final class SeriesMemory {
  // What a running exporter needs beside the series.
  private static final long BASE = 16L << 20;
  // A sample's value, labels and index entry, in arrays that have room to grow; a text's two
  // objects.
  private static final int SERIES = 36;
  private static final int TEXT = 44;
  private static final int SHORT_TEXT = 64;
  // Twice what a line of text takes to be written and zipped, by the quick compiler's code.
  private static final long WRITING_NANOS = 1000;

  private final long capacity;
  private final AtomicLong taken = new AtomicLong();

  SeriesMemory(long heapBytes) {
    capacity = Math.max(2L << 20, (heapBytes - BASE) / 10 * 8);
  }

  /// A share of this JVM's heap.
  public static SeriesMemory ofHeap() {
    return new SeriesMemory(Runtime.getRuntime().maxMemory());
  }

  /// What one scrape takes, given back when its session is closed.
  Share share(RedisSession session) {
    Share share = new Share(session);
    session.onClose(share::giveBack);
    return share;
  }

  /// One scrape's part. Used by one thread.
  final class Share {
    private final RedisSession session;
    private long mine;

    private Share(RedisSession session) {
      this.session = session;
    }

    /// Takes what some series need, and a text that labels them; and the time to write them.
    ///
    /// @throws IOException when nothing is left
    void take(String text, int series) throws IOException {
      long bytes = (long) SERIES * series + TEXT + bytes(text);
      mine += bytes;
      session.keepBack(series * WRITING_NANOS);
      if (taken.addAndGet(bytes) > capacity) {
        throw new IOException("partial: no memory left for more series");
      }
    }

    private void giveBack() {
      taken.addAndGet(-mine);
      mine = 0;
    }
  }

  private static long bytes(String text) {
    int length = text.length();
    if (length > SHORT_TEXT && text.chars().allMatch(c -> c < 256)) {
      return length;
    }
    return 2L * length;
  }
}
