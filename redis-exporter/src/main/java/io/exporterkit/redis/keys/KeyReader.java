package io.exporterkit.redis.keys;

import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.Round;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A reader of keys of one database on one server, batch by batch, which emits their samples.
///
/// Each batch needs one write and one wait: the commands for the sizes of one batch are written together with those for
/// the types of the next batch and with SCAN for the batch after that. While the server executes them, the samples of
/// the previous batch are emitted.
///
/// ```text
/// out:  MGET of batch 2, TYPE and MEMORY USAGE of batch 3, SCAN for batch 4       meanwhile: samples of batch 1
/// ```
///
/// Used by one thread.
final class KeyReader {
  // The number of keys read in one round, however many one SCAN returns.
  private static final int ROUND = 1000;

  private final RedisSession session;
  private final KeyCommands commands;
  private final KeySamples samples;

  /// @param samples receives the samples
  KeyReader(RedisSession session, KeySamples samples) {
    this.session = session;
    this.commands = new KeyCommands(session);
    this.samples = samples;
  }

  /// Reads these keys.
  ///
  /// @param missing whether a key that does not exist is emitted, with the size 0
  void read(List<byte[]> names, boolean missing)
      throws IOException, SkippedException, InterruptedException {
    Deque<List<byte[]>> parts = new ArrayDeque<>();
    addParts(names, parts);
    read(parts, null, missing);
  }

  /// Reads all keys that a scan finds.
  void walk(KeyScan scan) throws IOException, SkippedException, InterruptedException {
    Deque<List<byte[]>> parts = new ArrayDeque<>();
    addParts(scan.next(), parts);
    read(parts, scan, false);
  }

  /// @param parts the keys known so far
  /// @param scan finds further keys; null for none
  private void read(Deque<List<byte[]>> parts, @Nullable KeyScan scan, boolean missing)
      throws IOException, SkippedException, InterruptedException {
    KeyPage done = page(List.of(), missing);
    KeyPage typed = done;
    KeyPage next = done;
    Batch batch = new Batch();
    try {
      while (true) {
        session.checkTime();
        batch.clear();
        typed.askSizes(batch);
        next = page(parts.isEmpty() ? List.of() : parts.removeFirst(), missing);
        next.askTypes(batch);
        KeyScan scanning = scan != null && parts.isEmpty() && !scan.hasEnded() ? scan : null;
        if (scanning != null) {
          scanning.ask(batch);
        }
        if (batch.size() == 0 && parts.isEmpty()) {
          typed.readRest();
          typed.emit();
          return;
        }
        session.begin(batch);
        emitWhileItWorks(done);
        int expected = batch.size();
        Round round = session.finish();
        Iterator<Reply> replies = round.arrived().iterator();
        typed.readSizes(replies);
        next.readTypes(replies);
        boolean onlyScanMissing = round.arrived().size() == expected - 1;
        if (scanning == null || !onlyScanMissing || !round.isTooLarge() || !scanning.shrink()) {
          round.check();
          if (scanning != null) {
            addParts(scanning.read(replies.next()), parts);
          }
        } // the next round requests a smaller batch
        typed.readRest();
        done = typed;
        typed = next;
      }
    } finally {
      // The samples read so far are emitted, even after an error.
      done.emit();
      typed.emit();
      next.emit();
    }
  }

  /// Emits the samples of a batch. After a failure, the replies that are on their way are read all the same, so that
  /// the connection can still be used.
  private void emitWhileItWorks(KeyPage page) throws IOException, InterruptedException {
    try {
      page.emit();
    } catch (IOException e) {
      var _ = session.finish();
      throw e;
    }
  }

  private static void addParts(List<byte[]> keys, Deque<List<byte[]>> parts) {
    for (int from = 0; from < keys.size(); from += ROUND) {
      parts.add(keys.subList(from, Math.min(keys.size(), from + ROUND)));
    }
  }

  private KeyPage page(List<byte[]> names, boolean missing) {
    return new KeyPage(session, commands, samples, names, missing);
  }
}
