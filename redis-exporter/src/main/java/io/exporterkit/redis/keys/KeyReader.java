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

/// Reads keys of one database on one server, page by page, and adds their samples.
///
/// One write and one wait a page: what asks for the sizes of one page goes out together with what asks for the types of the next, and
/// with SCAN for the one after that. While the server works on it, the samples of the page before are added.
///
/// ```text
/// out:  MGET of page 2, TYPE and MEMORY USAGE of page 3, SCAN for page 4       meanwhile: samples of page 1
/// ```
///
/// Used by one thread.
final class KeyReader {
  // Keys asked for in one round, whatever the number that one SCAN gives.
  private static final int ROUND = 1000;

  private final RedisSession session;
  private final KeyCommands commands;
  private final KeySamples samples;

  /// @param samples where what was read goes
  KeyReader(RedisSession session, KeySamples samples) {
    this.session = session;
    this.commands = new KeyCommands(session);
    this.samples = samples;
  }

  /// Reads these keys.
  ///
  /// @param missing whether one that is not there is told, with the size 0
  void read(List<byte[]> names, boolean missing)
      throws IOException, SkippedException, InterruptedException {
    Deque<List<byte[]>> parts = new ArrayDeque<>();
    addParts(names, parts);
    read(parts, null, missing);
  }

  /// Reads the keys that a scan finds, to its end.
  void walk(KeyScan scan) throws IOException, SkippedException, InterruptedException {
    Deque<List<byte[]>> parts = new ArrayDeque<>();
    addParts(scan.next(), parts);
    read(parts, scan, false);
  }

  /// @param parts the keys known so far
  /// @param scan that finds more; null for none
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
        } // else the next round asks for a smaller page
        typed.readRest();
        done = typed;
        typed = next;
      }
    } finally {
      // What was read stands, whatever stopped the rest.
      done.emit();
      typed.emit();
      next.emit();
    }
  }

  /// Adds the samples of a page. Where that fails, what was begun is read all the same: the connection is good for what follows.
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
