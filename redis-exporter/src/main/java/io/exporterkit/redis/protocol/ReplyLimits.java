package io.exporterkit.redis.protocol;

/// How much a target may answer. A reply past a limit costs the scrape, never the exporter's memory.
///
/// @param bulkBytes longest bulk string
/// @param elements most elements of one array
/// @param depth deepest nesting of arrays
/// @param lineBytes longest line: simple string, error, integer or length
/// @param scrapeBytes most bytes read in one scrape
public record ReplyLimits(int bulkBytes, int elements, int depth, int lineBytes, long scrapeBytes) {
  private static final int MIB = 1 << 20;

  /// Limits that fit a heap of this size: a bulk string may take a sixteenth of it.
  public static ReplyLimits forHeap(long heapBytes) {
    int bulk = Math.clamp(heapBytes / 16, MIB, 512 * MIB);
    return new ReplyLimits(bulk, 1 << 20, 16, 64 << 10, 512L * MIB);
  }
}
