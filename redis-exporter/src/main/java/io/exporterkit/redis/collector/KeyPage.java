package io.exporterkit.redis.collector;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.connection.Batch;
import io.exporterkit.redis.connection.Command;
import io.exporterkit.redis.connection.Keyspace;
import io.exporterkit.redis.connection.RedisErrorException;
import io.exporterkit.redis.connection.RedisSession;
import io.exporterkit.redis.connection.Reply;
import io.exporterkit.redis.connection.Rights;
import io.exporterkit.redis.connection.Standing;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.text.GoFloat;
import io.exporterkit.text.LosslessUtf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks for the keys of one page, all of them in a round: first TYPE and MEMORY USAGE, then the command that counts what the type holds;
/// all short strings at once with MGET, of other strings the first bytes; in a third round, where there are such, PFCOUNT of HyperLogLogs
/// and the rest of long values.
///
/// In:  `+string :72`, `*1 $5 12.50`   Out: size 5, memory 72, value 12.5
///
/// A string is taken for a HyperLogLog by its [header](https://redis.io/docs/latest/commands/pfcount/): `HYLL`, an encoding of 0 or 1,
/// three zero bytes; asking PFCOUNT for every string would raise the server's error counters. Used by one thread.
final class KeyPage {
  static final Command TYPE = Command.of("TYPE");
  private static final Command MEMORY_USAGE = Command.of("MEMORY", "USAGE");
  private static final Command STRLEN = Command.of("STRLEN");
  private static final Command GETRANGE = Command.of("GETRANGE");
  private static final Command MGET = Command.of("MGET");
  private static final Command PFCOUNT = Command.of("PFCOUNT");
  private static final Map<String, Command> SIZES =
      Map.of(
          "string", STRLEN,
          "list", Command.of("LLEN"),
          "set", Command.of("SCARD"),
          "zset", Command.of("ZCARD"),
          "hash", Command.of("HLEN"),
          "stream", Command.of("XLEN"),
          "array", Command.of("ARCOUNT"));

  private static final Rights SIZES_ALONE =
      Rights.to(
              "type",
              "memory|usage",
              "strlen",
              "getrange",
              "pfcount",
              "llen",
              "scard",
              "zcard",
              "hlen",
              "xlen")
          .and(Rights.on(Rights.Where.REDIS_8_8, "arcount"))
          .withKeys();

  private static final Reply NIL = new Reply.Nil();
  private static final int HLL_HEADER = 16;
  private static final int DENSE_HLL = 12_304;
  // Memory of a string that MGET may bring whole.
  private static final int SHORT_BYTES = 512;
  // Of every other string at once.
  private static final int FIRST_BYTES = 128;
  private static final int MOST_VALUE_BYTES = 64 << 10;
  private static final String LAST_BYTE = Integer.toString(MOST_VALUE_BYTES - 1);
  private static final int MOST_ROUND_BYTES = 512 << 10;

  private final RedisSession session;
  private final KeyCommands commands;
  private final Samples out;
  private final SeriesMemory.Share memory;
  private final String db;
  private final boolean values;
  private boolean usage;
  private List<byte[]> asked = List.of();
  private List<Key> read = List.of();

  /// @param values whether values of strings are told
  KeyPage(
      RedisSession session, Samples out, SeriesMemory.Share memory, int database, boolean values) {
    this.session = session;
    this.commands = new KeyCommands(session);
    this.out = out;
    this.memory = memory;
    this.db = "db" + database;
    this.values = values;
  }

  /// A key of which some was read.
  private static final class Key {
    final byte[] name;
    final @Nullable Command size;
    final double memory;
    boolean isTold;
    double length = Double.NaN;
    byte @Nullable [] start;

    Key(byte[] name, @Nullable Command size, double memory) {
      this.name = name;
      this.size = size;
      this.memory = memory;
    }

    boolean isString() {
      return size != null && size.equals(STRLEN);
    }

    boolean isHyperLogLog() {
      byte[] b = start;
      return b != null
          && b.length >= HLL_HEADER
          && b[0] == 'H'
          && b[1] == 'Y'
          && b[2] == 'L'
          && b[3] == 'L'
          && (b[4] == 0 ? length == DENSE_HLL : b[4] == 1)
          && b[5] == 0
          && b[6] == 0
          && b[7] == 0;
    }
  }

  /// The rights to ask for keys.
  ///
  /// @param values whether values of strings are told
  static Rights rights(boolean values) {
    return values ? SIZES_ALONE.and(Rights.to("mget")) : SIZES_ALONE;
  }

  /// Begins the round that asks for type and memory of these keys.
  ///
  /// @param scan whose call for the next page goes along; null for none
  void begin(List<byte[]> names, @Nullable KeyScan scan)
      throws IOException, SkippedException, RedisErrorException, InterruptedException {
    usage = !names.isEmpty() && isUsageAsked(names.getFirst());
    asked = new ArrayList<>(names.size());
    Batch batch = new Batch();
    for (byte[] name : names) {
      if (!session.isRefusedKey(TYPE, name)) {
        asked.add(name);
        batch.commandWith(1, TYPE).with(name);
        if (usage) {
          batch.commandWith(1, MEMORY_USAGE).with(name);
        }
      }
    }
    if (scan != null) {
      scan.ask(batch);
    }
    session.begin(batch);
  }

  /// Reads the types of the keys that [#begin] asked for, and then sizes and values; what is left to do without asking is for [#emit].
  ///
  /// @param named whether a key that is not there is told, with the size 0
  /// @param scan the one given to [#begin], which moves on
  /// @return the keys of the next page; none without a scan
  List<byte[]> read(boolean named, @Nullable KeyScan scan)
      throws IOException, SkippedException, RedisErrorException, InterruptedException {
    List<Reply> replies = session.finish();
    List<Key> keys = new ArrayList<>(asked.size());
    int stride = usage ? 2 : 1;
    for (int i = 0; i < asked.size(); i++) {
      byte[] name = asked.get(i);
      Reply bytes = usage ? replies.get(i * stride + 1) : NIL;
      switch (replies.get(i * stride)) {
        case Reply.Status(String type) when !type.equals("none") ->
            keys.add(new Key(name, SIZES.get(type), number(bytes)));
        case Reply.Status _ -> {
          if (named) {
            String label = LosslessUtf8.decode(name);
            memory.take(label, 1);
            out.add(KeysCollector.SIZE, 0, db, label);
          }
        }
        case Reply reply -> commands.note(TYPE, name, reply);
      }
    }
    List<byte[]> next = scan == null ? List.of() : scan.read(session, replies.getLast());
    sizes(keys);
    rest(keys);
    read = keys;
    return next;
  }

  /// Adds the samples of what was read.
  void emit() throws IOException {
    for (Key key : read) {
      if (!key.isTold) {
        tell(key);
      }
    }
    read = List.of();
  }

  /// Whether MEMORY USAGE may be asked. TYPE must.
  private boolean isUsageAsked(byte[] first)
      throws IOException, SkippedException, RedisErrorException, InterruptedException {
    commands.tryOn(first, List.of(TYPE, MEMORY_USAGE));
    if (session.standing(TYPE) == Standing.REFUSED) {
      throw new SkippedException("the server refuses " + TYPE);
    }
    return session.standing(MEMORY_USAGE) != Standing.REFUSED;
  }

  private void sizes(List<Key> all) throws IOException, RedisErrorException, InterruptedException {
    List<Key> whole = new ArrayList<>();
    List<Key> keys = new ArrayList<>();
    for (Key key : all) {
      boolean isShort = values && key.isString() && key.memory <= SHORT_BYTES;
      (isShort ? whole : keys).add(key);
    }
    if (!whole.isEmpty() && !mayAskAtOnce()) {
      whole = List.of();
      keys = all;
    }
    Batch batch = new Batch();
    if (!whole.isEmpty()) {
      batch.commandWith(whole.size(), MGET);
      whole.forEach(key -> batch.with(key.name));
    }
    String last = Integer.toString((values ? FIRST_BYTES : HLL_HEADER) - 1);
    boolean[] sized = new boolean[keys.size()];
    boolean[] begun = new boolean[keys.size()];
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      Command size = key.size;
      if (size != null) {
        sized[i] = commands.mayAsk(size, key.name);
        if (sized[i]) {
          batch.commandWith(1, size).with(key.name);
        }
        if (key.isString()) {
          begun[i] = commands.mayAsk(GETRANGE, key.name, "0", last);
          if (begun[i]) {
            batch.commandWith(3, GETRANGE).with(key.name).with("0").with(last);
          }
        }
      }
    }
    List<Reply> replies = batch.size() == 0 ? List.of() : session.round(batch);
    int at = whole.isEmpty() ? 0 : 1;
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      if (sized[i]) {
        Reply reply = replies.get(at++);
        key.length = number(reply);
        commands.note(key.size == null ? TYPE : key.size, key.name, reply);
      }
      if (begun[i]) {
        Reply reply = replies.get(at++);
        key.start = reply instanceof Reply.Bulk bulk ? bulk.bytes() : null;
        commands.note(GETRANGE, key.name, reply);
      }
    }
    if (!whole.isEmpty()) {
      atOnce(whole, replies.getFirst());
    }
  }

  /// Whether MGET may be asked: not in a cluster, where its keys would have to be of one slot.
  private boolean mayAskAtOnce() throws IOException, RedisErrorException, InterruptedException {
    return !Keyspace.isNode(session.info()) && session.standing(MGET) != Standing.REFUSED;
  }

  /// Reads the values that MGET brought; nil for what is no string any more.
  private void atOnce(List<Key> whole, Reply reply)
      throws IOException, RedisErrorException, InterruptedException {
    switch (reply) {
      case Reply.Array(List<Reply> found) when found.size() == whole.size() -> {
        for (int i = 0; i < found.size(); i++) {
          if (found.get(i) instanceof Reply.Bulk value) {
            whole.get(i).start = value.bytes();
            whole.get(i).length = value.length();
          }
        }
      }
      case Reply.Error(String why) -> {
        // One forbidden key is enough: one by one, it costs its own value alone.
        session.refuse(MGET, why);
        sizes(whole);
      }
      default -> throw new IOException(MGET + " is answered with no list of that length");
    }
  }

  /// Asks PFCOUNT of HyperLogLogs and for whole long values, as many in a round as memory allows, and tells of these keys.
  private void rest(List<Key> keys) throws IOException, RedisErrorException, InterruptedException {
    Batch batch = new Batch();
    List<Key> open = new ArrayList<>();
    long bytes = 0;
    for (Key key : keys) {
      byte[] start = key.start;
      if (key.isHyperLogLog()) {
        key.length = Double.NaN;
        key.start = null;
        if (commands.mayAsk(PFCOUNT, key.name)) {
          batch.commandWith(1, PFCOUNT).with(key.name);
          open.add(key);
        }
      } else if (start != null && start.length < key.length) {
        key.start = null;
        if (values && key.length <= MOST_VALUE_BYTES) {
          bytes += (long) key.length;
          batch.commandWith(3, GETRANGE).with(key.name).with("0").with(LAST_BYTE);
          open.add(key);
        }
      }
      if (bytes >= MOST_ROUND_BYTES) {
        rest(batch, open);
        batch = new Batch();
        open = new ArrayList<>();
        bytes = 0;
      }
    }
    if (!open.isEmpty()) {
      rest(batch, open);
    }
  }

  private void rest(Batch batch, List<Key> open)
      throws IOException, RedisErrorException, InterruptedException {
    List<Reply> replies = session.round(batch);
    for (int i = 0; i < open.size(); i++) {
      Key key = open.get(i);
      switch (replies.get(i)) {
        case Reply.Bulk value -> key.start = value.bytes();
        case Reply.Int(long count) -> key.length = count;
        case Reply reply -> commands.note(PFCOUNT, key.name, reply);
      }
      tell(key);
      key.start = null;
    }
  }

  private void tell(Key key) throws IOException {
    key.isTold = true;
    String label = LosslessUtf8.decode(key.name);
    memory.take(label, 2);
    add(KeysCollector.SIZE, key.length, label);
    add(KeysCollector.MEMORY, key.memory, label);
    byte[] value = key.start;
    if (values && value != null) {
      value(label, value);
    }
  }

  private void value(String label, byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      return;
    }
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

  private static double number(Reply reply) {
    return reply instanceof Reply.Int(long number) ? number : Double.NaN;
  }
}
