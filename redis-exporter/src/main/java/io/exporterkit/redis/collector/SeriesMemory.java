package io.exporterkit.redis.collector;

import java.io.IOException;

/// Memory that the series of one check may take: a share of the heap, so that a database with more keys than fit gives a partial page
/// and not an exporter that is out of memory. Estimated, on the safe side. Used by one thread.
final class SeriesMemory {
  // What a running exporter needs beside the series.
  private static final long BASE = 12L << 20;
  // A sample's value, labels and index entry in arrays that have room to grow, and a text's header.
  private static final int SERIES = 56;
  private static final int TEXT = 48;

  private long left;

  SeriesMemory(long heapBytes) {
    left = Math.max(2L << 20, (heapBytes - BASE) / 2);
  }

  static SeriesMemory ofHeap() {
    return new SeriesMemory(Runtime.getRuntime().maxMemory());
  }

  /// Takes what a text that labels some series needs.
  ///
  /// @throws IOException when nothing is left
  void take(String text, int series) throws IOException {
    left -= (long) SERIES * series + TEXT + 2L * text.length();
    if (left < 0) {
      throw new IOException("partial: no memory left for more series");
    }
  }
}
