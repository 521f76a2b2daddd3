package io.exporterkit.redis.session;

import io.exporterkit.redis.protocol.Command;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Keys for which a target refused a kind of command, so that they are not asked for again: hashes in a table that never grows past a
/// limit, nor past what all targets may hold together. What does not fit is not remembered, and what is remembered is forgotten together,
/// some time after the first of it. Safe for use by several threads.
final class RefusedKeys {
  /// Of one target: 256 KB of hashes.
  private static final int MOST = 1 << 14;

  /// Of all targets together: 2 MB of hashes at most.
  private static final int MOST_IN_ALL = 1 << 16;

  /// Returns the room that all targets share.
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

  /// @param room shared by all targets: see [#room()]
  RefusedKeys(Duration lasts, Semaphore room) {
    lastsNanos = lasts.toNanos();
    this.room = room;
  }

  /// Forgets all keys, and remembers none from now on.
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

  /// The place of a hash, or the free one where it belongs.
  private static int slot(long[] table, long hash) {
    int mask = table.length - 1;
    int slot = (int) hash & mask;
    while (table[slot] != 0 && table[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /// 64 bits, never 0: two of 32768 keys have the same once in ten billion times.
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
