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

/// One walk through the keys of a database that match a pattern, page by page, with `SCAN cursor MATCH pattern COUNT n`.
///
/// In:  `1) "17" (cursor) 2) 1) "k1" 2) "k2" 3) "k1"`   Out: the page `k1`, `k2`, and `17` for the next call
///
/// Keys that come twice within a page are told once. Across pages nothing is remembered, so that memory does not grow with the keys;
/// SCAN repeats few. A cursor is a number of 64 bits without a sign; it goes back as it came. Used by one thread.
final class KeyScan {
  static final Command SCAN = Command.of("SCAN");
  private static final byte[] BEGIN = {'0'};
  // Nobody can prepare names that all have the same hash.
  private static final int SEED = ThreadLocalRandom.current().nextInt();

  // By which COUNT is divided when a page was too large, and down to what.
  private static final int SMALLER = 8;
  static final long LEAST_COUNT = 10;

  private final RedisSession session;
  private final byte[] pattern;
  private long count;
  private String type = "";
  private byte[] cursor = BEGIN;
  private boolean ended;
  private long seen;

  /// @param count keys the server looks at for a page; fewer where such pages were too large
  KeyScan(RedisSession session, byte[] pattern, long count) {
    this.session = session;
    this.pattern = pattern;
    this.count = session.scanCount(count);
  }

  /// Leaves out keys of any other type, from the first page on (Redis 6.0 and later).
  void only(String wanted) {
    type = wanted;
  }

  /// Whether all pages were read.
  boolean hasEnded() {
    return ended;
  }

  /// Keys on the pages read so far.
  long seen() {
    return seen;
  }

  /// Adds the call for the next page.
  void ask(Batch batch) {
    int words = type.isEmpty() ? 5 : 7;
    batch.commandWith(words, "SCAN").with(cursor).with("MATCH").with(pattern);
    batch.with("COUNT").with(Long.toString(count));
    if (!type.isEmpty()) {
      batch.with("TYPE").with(type);
    }
  }

  /// Asks for the next page alone.
  List<byte[]> next() throws IOException, SkippedException, InterruptedException {
    return distinct(first());
  }

  /// Asks for the next page alone; its keys are for [#distinct].
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

  /// Makes the pages that follow smaller, after one that was too large. False where they cannot be.
  boolean shrink() {
    if (count <= LEAST_COUNT) {
      return false;
    }
    count = smaller(session, count);
    return true;
  }

  /// The COUNT after one with which a page was too large, for this and later scrapes of the target.
  static long smaller(RedisSession session, long count) {
    long smaller = Math.max(LEAST_COUNT, count / SMALLER);
    session.limitScanCount(smaller);
    return smaller;
  }

  /// The keys of the page that this reply to [#ask] holds.
  List<byte[]> read(Reply reply) throws IOException, SkippedException, InterruptedException {
    return distinct(advance(reply));
  }

  /// Moves on to the page that this reply to [#ask] holds, so that the next one can be asked for; its keys are for [#distinct].
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
      throw new IOException("SCAN is answered with no cursor");
    }
    List<Reply> elements = Replies.list(parts.get(1), SCAN);
    cursor = next.bytes();
    ended = cursor.length == 1 && cursor[0] == '0';
    return elements;
  }

  /// The keys of a page, each once.
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

  /// Adds a key to a table with open addressing; false where it is there already.
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

  /// The share of the database that was walked through, from 0 to 1, as an estimate. SCAN counts its cursor up from the highest bit, in
  /// the order of the buckets of a hash table, so that the cursor with its bits reversed is a fraction.
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
