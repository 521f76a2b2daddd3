package io.exporterkit.redis.keys;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.Round;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.text.GoFloat;
import io.exporterkit.text.LosslessUtf8;
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
  private final Samples out;
  private final SeriesMemory.Share memory;
  private final String db;
  private final boolean values;

  /// @param values whether values of strings are told
  KeyReader(
      RedisSession session, Samples out, SeriesMemory.Share memory, int database, boolean values) {
    this.session = session;
    this.commands = new KeyCommands(session);
    this.out = out;
    this.memory = memory;
    this.db = "db" + database;
    this.values = values;
  }

  RedisSession session() {
    return session;
  }

  KeyCommands commands() {
    return commands;
  }

  boolean values() {
    return values;
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
    KeyPage done = new KeyPage(this, List.of(), missing);
    KeyPage typed = done;
    KeyPage next = done;
    Batch batch = new Batch();
    try {
      while (true) {
        session.checkTime();
        batch.clear();
        typed.askSizes(batch);
        next = new KeyPage(this, parts.isEmpty() ? List.of() : parts.removeFirst(), missing);
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

  /// Tells of a key that is not there.
  void missing(byte[] name) throws IOException {
    String label = LosslessUtf8.decode(name);
    memory.take(label, 1);
    out.add(KeysCollector.SIZE, 0, db, label);
  }

  /// Tells of a key; what is not known is NaN or null.
  void tell(byte[] name, double length, double bytes, byte @Nullable [] value) throws IOException {
    String label = LosslessUtf8.decode(name);
    memory.take(label, 2);
    add(KeysCollector.SIZE, length, label);
    add(KeysCollector.MEMORY, bytes, label);
    if (values && value != null && value.length > 0) {
      value(label, value);
    }
  }

  private void value(String label, byte[] bytes) throws IOException {
    String text = LosslessUtf8.decode(bytes);
    double number = GoFloat.parseOrNone(text);
    if (GoFloat.isNone(number)) {
      memory.take(text, 1);
      out.add(KeysCollector.VALUE_AS_STRING, 1, db, label, text);
    } else {
      memory.take("", 1);
      out.add(KeysCollector.VALUE, number, db, label);
    }
  }

  private void add(MetricDef def, double value, String label) {
    if (!Double.isNaN(value)) {
      out.add(def, value, db, label);
    }
  }
}
