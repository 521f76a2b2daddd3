package io.exporterkit.redis.keys;

import io.exporterkit.metric.Samples;
import io.exporterkit.redis.session.RedisSession;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/// The memory limit for series of keys, shared by all scrapes in progress: an estimated share of the heap. When a
/// database has more keys than fit, the page is incomplete, which prevents an OutOfMemoryError. Safe for use by several
/// threads.
public final class SeriesMemory {
  // The memory that a running exporter needs besides series.
  private static final long BASE = 16L << 20;
  // A sample's value, labels and index entry in arrays with room to grow; a text's two objects.
  private static final int SERIES = 36;
  private static final int TEXT = 44;
  private static final int SHORT_TEXT = 64;
  // Twice the time to write and compress a line of text, in code compiled by C1.
  private static final long WRITING_NANOS = 1000;

  private final long capacity;
  private final AtomicLong taken = new AtomicLong();

  SeriesMemory(long heapBytes) {
    capacity = Math.max(2L << 20, (heapBytes - BASE) / 10 * 8);
  }

  /// Returns a limit derived from this JVM's maximum heap.
  public static SeriesMemory ofHeap() {
    return new SeriesMemory(Runtime.getRuntime().maxMemory());
  }

  /// Returns the memory of one collector in one scrape, which is released when the samples are discarded.
  Share share(RedisSession session, Samples out) {
    Share share = new Share(session);
    out.onDiscard(share::giveBack);
    return share;
  }

  /// The memory of one scrape. Used by one thread.
  final class Share {
    private final RedisSession session;
    private long mine;

    private Share(RedisSession session) {
      this.session = session;
    }

    /// Reserves memory for a number of series and the text that labels them, and time to write the series.
    ///
    /// @throws IOException when no memory is left
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
