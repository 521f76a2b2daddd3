package io.exporterkit.redis.keys;

import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.RedisErrorException;
import io.exporterkit.redis.protocol.Replies;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.Round;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Standing;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A walk, batch by batch, through a database's keys that match a pattern: `SCAN cursor MATCH pattern COUNT n`.
///
/// In:  `1) "17" (cursor) 2) 1) "k1" 2) "k2" 3) "k1"`   Out: the keys `k1`, `k2`, and `17` for the next call
///
/// A key that occurs twice in a batch is returned once. No names are remembered across batches, so that memory does not
/// grow with the number of keys; SCAN repeats few. A cursor is an unsigned 64-bit number and is sent back unchanged.
/// Used by one thread.
final class KeyScan {
  static final Command SCAN = Command.of("SCAN");
  private static final byte[] BEGIN = {'0'};
  // With a random seed, nobody can choose names of keys that all have the same hash.
  private static final int SEED = ThreadLocalRandom.current().nextInt();

  // The divisor of COUNT after a reply that was too large, and the lower limit of COUNT.
  private static final int SMALLER = 8;
  static final long LEAST_COUNT = 10;

  private final RedisSession session;
  private final byte[] pattern;
  private long count;
  private String type = "";
  private byte[] cursor = BEGIN;
  private boolean ended;
  private long seen;

  /// @param count number of keys that the server examines for a batch; lower where a reply was too large
  KeyScan(RedisSession session, byte[] pattern, long count) {
    this.session = session;
    this.pattern = pattern;
    this.count = session.scanCount(count);
  }

  /// Leaves out keys of other types, from the first batch on (Redis 6.0 and later).
  void only(String wanted) {
    type = wanted;
  }

  /// Whether all batches were read.
  boolean hasEnded() {
    return ended;
  }

  /// Returns the number of keys in the batches read so far.
  long seen() {
    return seen;
  }

  /// Adds the command for the next batch.
  void ask(Batch batch) {
    int words = type.isEmpty() ? 5 : 7;
    batch.commandWith(words, "SCAN").with(cursor).with("MATCH").with(pattern);
    batch.with("COUNT").with(Long.toString(count));
    if (!type.isEmpty()) {
      batch.with("TYPE").with(type);
    }
  }

  /// Requests and returns the next batch.
  List<byte[]> next() throws IOException, SkippedException, InterruptedException {
    return distinct(first());
  }

  /// Requests and returns the next batch, from which [#distinct] makes keys.
  List<Reply> first() throws IOException, SkippedException, InterruptedException {
    if (session.standing(SCAN) == Standing.REFUSED) {
      throw session.refusal(SCAN);
    }
    while (true) {
      session.checkTime();
      Batch batch = new Batch();
      ask(batch);
      Round round = session.round(batch);
      if (!round.isTooLarge() || !shrink()) {
        return advance(round.all().getFirst());
      }
    }
  }

  /// Reduces the size of the next batches after a reply that was too large. Returns false when the size is already the
  /// smallest.
  boolean shrink() {
    if (count <= LEAST_COUNT) {
      return false;
    }
    count = smaller(session, count);
    return true;
  }

  /// Returns the COUNT to use after a reply that was too large, and records it for later scrapes of the target.
  static long smaller(RedisSession session, long count) {
    long smaller = Math.max(LEAST_COUNT, count / SMALLER);
    session.limitScanCount(smaller);
    return smaller;
  }

  /// Returns the keys in this reply to the command of [#ask].
  List<byte[]> read(Reply reply) throws IOException, SkippedException, InterruptedException {
    return distinct(advance(reply));
  }

  /// Reads the cursor in this reply to the command of [#ask], so that the next batch can be requested. Returns the
  /// elements from which [#distinct] makes keys.
  List<Reply> advance(Reply reply) throws IOException, SkippedException, InterruptedException {
    if (session.standing(SCAN) == Standing.UNTRIED) {
      session.tried(SCAN, reply);
    }
    if (reply instanceof Reply.Error error) {
      RedisErrorException refusal = session.exception(SCAN, error);
      if (session.standing(SCAN) == Standing.REFUSED) {
        throw session.refusal(SCAN);
      }
      throw refusal;
    }
    List<Reply> parts = Replies.list(reply, SCAN);
    if (parts.size() != 2 || !(parts.get(0) instanceof Reply.Bulk next)) {
      throw new IOException("SCAN did not return a cursor");
    }
    List<Reply> elements = Replies.list(parts.get(1), SCAN);
    cursor = next.bytes();
    ended = cursor.length == 1 && cursor[0] == '0';
    return elements;
  }

  /// Returns the keys of a batch, each once.
  List<byte[]> distinct(List<Reply> elements) {
    List<byte[]> keys = new ArrayList<>(elements.size());
    byte[] @Nullable [] page = new byte[Integer.highestOneBit(elements.size() | 1) * 4][];
    for (Reply element : elements) {
      if (element instanceof Reply.Bulk key && add(key.bytes(), page)) {
        keys.add(key.bytes());
      }
    }
    seen += keys.size();
    return keys;
  }

  /// Adds a key to a hash table with open addressing. Returns false when the table already contains the key.
  private static boolean add(byte[] key, byte[] @Nullable [] table) {
    int hash = SEED;
    for (byte b : key) {
      hash = (hash ^ b) * 0x9e3779b1;
    }
    int mask = table.length - 1;
    int slot = (hash ^ (hash >>> 16)) & mask;
    for (byte[] other = table[slot]; other != null; other = table[slot]) {
      if (Arrays.equals(other, key)) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    table[slot] = key;
    return true;
  }

  /// Returns the estimated fraction of the database that was walked through, from 0 to 1. SCAN increments its cursor
  /// from the highest bit down, in the order of the hash table's buckets: the cursor with its bits reversed is that
  /// fraction of 2^64.
  ///
  /// In: the cursor `3` = 0b...11   Out: 0b11... of 2^64 = 0.75
  double progress() {
    return ended ? 1 : progress(new String(cursor, StandardCharsets.ISO_8859_1));
  }

  static double progress(String cursor) {
    try {
      return (Long.reverse(Long.parseUnsignedLong(cursor)) >>> 11) * 0x1p-53;
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
