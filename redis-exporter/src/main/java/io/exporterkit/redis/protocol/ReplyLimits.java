package io.exporterkit.redis.protocol;

/// The limits on the replies of one target. A reply that exceeds a limit fails, and the memory of the exporter stays
/// bounded.
///
/// @param bulkBytes length of the longest bulk string
/// @param elements largest number of elements of one array
/// @param depth largest number of nested arrays
/// @param lineBytes length of the longest line: simple string, error, integer or length
/// @param scrapeBytes largest number of bytes of one scrape
public record ReplyLimits(int bulkBytes, int elements, int depth, int lineBytes, long scrapeBytes) {
  private static final int MIB = 1 << 20;

  /// Returns limits for a heap of this size. A bulk string may have a sixteenth of it.
  public static ReplyLimits forHeap(long heapBytes) {
    int bulk = Math.clamp(heapBytes / 16, MIB, 512 * MIB);
    return new ReplyLimits(bulk, 1 << 20, 16, 64 << 10, 512L * MIB);
  }
}
