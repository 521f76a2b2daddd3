package io.exporterkit.redis.session;

import io.exporterkit.redis.protocol.Command;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// The keys for which a target refused a kind of command, so that the command is not sent for them again. Their hashes
/// are kept in a table of bounded size; the tables of all targets share another bound. A key that does not fit is not
/// recorded. All keys are forgotten together, some time after the first one was added. Safe for use by several threads.
final class RefusedKeys {
  /// Number of keys of one target: 256 KB of hashes.
  private static final int MOST = 1 << 14;

  /// Number of keys of all targets together: at most 2 MB of hashes.
  private static final int MOST_IN_ALL = 1 << 16;

  /// Returns a semaphore with a permit for each key that all targets together may record.
  static Semaphore room() {
    return new Semaphore(MOST_IN_ALL);
  }

  private static final long[] NONE = {};

  private final long lastsNanos;
  private long[] table = NONE;
  private int size;
  private long since;

  private final Semaphore room;
  private boolean closed;

  /// @param room permits that all targets share: see [#room()]
  RefusedKeys(Duration lasts, Semaphore room) {
    lastsNanos = lasts.toNanos();
    this.room = room;
  }

  /// Forgets all keys, and records no key from then on.
  synchronized void close() {
    clear();
    closed = true;
  }

  private void clear() {
    room.release(size);
    table = NONE;
    size = 0;
  }

  synchronized boolean contains(Command kind, int database, byte[] key, long nowNanos) {
    if (size == 0) {
      return false;
    }
    if (nowNanos - since >= lastsNanos) {
      clear();
      return false;
    }
    long hash = hash(kind, database, key);
    return table[slot(table, hash)] == hash;
  }

  synchronized void add(Command kind, int database, byte[] key, long nowNanos) {
    if (size == 0) {
      since = nowNanos;
    }
    if (closed || size == MOST) {
      return;
    }
    if (size * 2 >= table.length) {
      long[] wider = new long[Math.max(64, table.length * 2)];
      for (long hash : table) {
        if (hash != 0) {
          wider[slot(wider, hash)] = hash;
        }
      }
      table = wider;
    }
    long hash = hash(kind, database, key);
    int slot = slot(table, hash);
    if (table[slot] == 0 && room.tryAcquire()) {
      table[slot] = hash;
      size++;
    }
  }

  /// Returns the index of a hash, or the free index where it belongs.
  private static int slot(long[] table, long hash) {
    int mask = table.length - 1;
    int slot = (int) hash & mask;
    while (table[slot] != 0 && table[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /// Returns 64 bits that are never 0. Two of 32,768 keys have the same hash with a probability of one in ten billion.
  private static long hash(Command kind, int database, byte[] key) {
    long hash = (31L * kind.hashCode() + database) * 0x9e3779b97f4a7c15L;
    for (byte b : key) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
    hash ^= hash >>> 32;
    return hash == 0 ? 1 : hash;
  }
}
