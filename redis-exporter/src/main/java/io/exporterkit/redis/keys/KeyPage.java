package io.exporterkit.redis.keys;

import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.Round;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.redis.session.Standing;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys of one batch, read together in two rounds. The first round sends TYPE and MEMORY USAGE; the second sends
/// the command that counts the elements of the key's type, MGET for all short strings, and GETRANGE for the first bytes
/// of other strings. Where needed, a third round sends PFCOUNT for HyperLogLogs and reads long values.
///
/// In:  `+string :72`, `*1 $5 12.50`   Out: size 5, memory 72, value 12.5
///
/// A string is recognized as a HyperLogLog by its [header](https://redis.io/docs/latest/commands/pfcount/): `HYLL`, an
/// encoding of 0 or 1, three zero bytes. PFCOUNT is not sent for other strings because its error would be counted by
/// the server. [KeyReader] overlaps the rounds of several batches. Used by one thread.
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

  private static final int HLL_HEADER = 16;
  private static final List<byte[]> HEADER = firstBytes(HLL_HEADER);
  private static final int DENSE_HLL = 12_304;
  // The largest memory of a string that is read with MGET.
  private static final int SHORT_BYTES = 512;
  // The number of bytes first read of every other string.
  private static final int FIRST_BYTES = 128;
  private static final List<byte[]> BEGINNING = firstBytes(FIRST_BYTES);
  private static final int MOST_VALUE_BYTES = 64 << 10;
  private static final List<byte[]> WHOLE = firstBytes(MOST_VALUE_BYTES);
  private static final int MOST_ROUND_BYTES = 512 << 10;

  private final RedisSession session;
  private final KeyCommands commands;
  private final KeySamples samples;
  private final List<byte[]> names;
  private final boolean missing;
  private boolean usage;
  private List<Key> keys = List.of();
  private List<Key> untold = List.of();
  // The commands of the second round, each with its key; MGET with the first of its keys.
  private final List<Command> asked = new ArrayList<>();
  private final List<Key> askedFor = new ArrayList<>();
  private List<Key> whole = List.of();

  /// @param missing whether a key that does not exist is emitted, with the size 0
  KeyPage(
      RedisSession session,
      KeyCommands commands,
      KeySamples samples,
      List<byte[]> names,
      boolean missing) {
    this.session = session;
    this.commands = commands;
    this.samples = samples;
    this.names = names;
    this.missing = missing;
  }

  /// A key and the values read so far.
  private static final class Key {
    final byte[] name;
    @Nullable Command size;
    double memory = Double.NaN;
    boolean isTold;
    double length = Double.NaN;
    byte @Nullable [] start;

    Key(byte[] name) {
      this.name = name;
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

  /// Returns the arguments of GETRANGE for the first bytes of a string.
  private static List<byte[]> firstBytes(int bytes) {
    return List.of(new byte[] {'0'}, Integer.toString(bytes - 1).getBytes(StandardCharsets.UTF_8));
  }

  /// Returns the rights to read keys.
  ///
  /// @param values whether values of strings are emitted
  static Rights rights(boolean values) {
    return values ? SIZES_ALONE.and(Rights.to("mget")) : SIZES_ALONE;
  }

  /// Adds the commands that read type and memory.
  void askTypes(Batch batch) throws IOException, SkippedException, InterruptedException {
    usage = !names.isEmpty() && isUsageAsked(names.getFirst());
    keys = new ArrayList<>(names.size());
    for (byte[] name : names) {
      if (!session.isRefusedKey(TYPE, name)) {
        keys.add(new Key(name));
        batch.commandWith(1, TYPE).with(name);
        if (usage) {
          batch.commandWith(1, MEMORY_USAGE).with(name);
        }
      }
    }
  }

  /// Reads the replies to the commands of [#askTypes] that have arrived.
  void readTypes(Iterator<Reply> replies) throws IOException {
    List<Key> found = new ArrayList<>(keys.size());
    untold = found;
    for (Key key : keys) {
      if (!replies.hasNext()) {
        break;
      }
      Reply type = replies.next();
      if (usage && replies.hasNext()) {
        key.memory = number(replies.next());
      }
      switch (type) {
        case Reply.Status(String word) when !word.equals("none") -> {
          key.size = SIZES.get(word);
          found.add(key);
        }
        case Reply.Status _ -> {
          if (missing) {
            samples.addMissing(key.name);
          }
        }
        case Reply reply -> commands.note(TYPE, key.name, reply);
      }
    }
    keys = found;
  }

  /// Emits the samples of the keys that were read, once for each key. After an incomplete round, incomplete values are
  /// left out.
  void emit() throws IOException {
    List<Key> all = untold;
    untold = List.of();
    for (Key key : all) {
      if (!key.isTold) {
        if (key.isHyperLogLog()) {
          key.length = Double.NaN;
          key.start = null;
        } else if (key.start != null && isCut(key.start, key.length)) {
          key.start = null;
        }
        tell(key);
      }
    }
  }

  /// Whether the user may use MEMORY USAGE. Throws the refusal when TYPE is refused.
  private boolean isUsageAsked(byte[] first)
      throws IOException, SkippedException, InterruptedException {
    commands.tryOn(first, List.of(TYPE, MEMORY_USAGE));
    if (session.standing(TYPE) == Standing.REFUSED) {
      throw session.refusal(TYPE);
    }
    return session.standing(MEMORY_USAGE) != Standing.REFUSED;
  }

  /// Adds the commands that read sizes and values. Called after the types were read.
  void askSizes(Batch batch) throws IOException, InterruptedException {
    boolean atOnce = samples.withValues() && mayAskAtOnce();
    whole = new ArrayList<>();
    for (Key key : keys) {
      if (atOnce && key.isString() && key.memory <= SHORT_BYTES) {
        whole.add(key);
      } else {
        askSize(key, batch);
      }
    }
    if (!whole.isEmpty()) {
      batch.commandWith(whole.size(), MGET);
      whole.forEach(key -> batch.with(key.name));
      asked.add(MGET);
      askedFor.add(whole.getFirst());
    }
  }

  private void askSize(Key key, Batch batch) throws IOException, InterruptedException {
    Command size = key.size;
    if (size == null) {
      return;
    }
    if (commands.mayAsk(size, key.name)) {
      batch.commandWith(1, size).with(key.name);
      asked.add(size);
      askedFor.add(key);
    }
    if (!key.isString()) {
      return;
    }
    List<byte[]> range = samples.withValues() ? BEGINNING : HEADER;
    if (commands.mayAskWith(GETRANGE, key.name, range)) {
      KeyCommands.add(batch, GETRANGE, key.name, range);
      asked.add(GETRANGE);
      askedFor.add(key);
    }
  }

  /// Reads the replies to the commands of [#askSizes] that have arrived.
  void readSizes(Iterator<Reply> replies) throws IOException, InterruptedException {
    boolean refused = false;
    for (int i = 0; i < asked.size() && replies.hasNext(); i++) {
      Command command = asked.get(i);
      Key key = askedFor.get(i);
      Reply reply = replies.next();
      if (command.equals(MGET)) {
        refused = !readAtOnce(reply);
      } else {
        if (command.equals(GETRANGE)) {
          key.start = reply instanceof Reply.Bulk bulk ? bulk.bytes() : null;
        } else {
          key.length = number(reply);
        }
        commands.note(command, key.name, reply);
      }
    }
    asked.clear();
    askedFor.clear();
    if (refused) {
      oneByOne();
    }
  }

  /// Reads the keys of MGET one by one, because MGET is refused when a single key is forbidden: then only that key's
  /// value is missing.
  private void oneByOne() throws IOException, InterruptedException {
    Batch batch = new Batch();
    for (Key key : whole) {
      askSize(key, batch);
    }
    Round round = session.round(batch);
    readSizes(round.arrived().iterator());
    round.check();
  }

  /// Whether MGET may be used. In a cluster it cannot, because all its keys would have to be in one slot.
  private boolean mayAskAtOnce() throws IOException, InterruptedException {
    return !session.server().isClusterNode() && session.standing(MGET) != Standing.REFUSED;
  }

  /// Reads the values in the reply to MGET, where nil is a key that is no longer a string. Returns false when MGET was
  /// refused.
  private boolean readAtOnce(Reply reply) throws IOException, InterruptedException {
    return switch (reply) {
      case Reply.Array(List<Reply> found) when found.size() == whole.size() -> {
        for (int i = 0; i < found.size(); i++) {
          if (found.get(i) instanceof Reply.Bulk value) {
            whole.get(i).start = value.bytes();
            whole.get(i).length = value.length();
          }
        }
        yield true;
      }
      case Reply.Error(String why) -> {
        session.refuse(MGET, why);
        yield false;
      }
      default ->
          throw new IOException(MGET + " did not return a list with one element for each key");
    };
  }

  /// Reads the counts of HyperLogLogs with PFCOUNT and whole long values, as many in a round as memory allows, and
  /// emits the samples of these keys. [#emit] emits the other keys.
  void readRest() throws IOException, InterruptedException {
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
      } else if (start != null && isCut(start, key.length)) {
        key.start = null;
        if (samples.withValues() && key.length <= MOST_VALUE_BYTES) {
          bytes += (long) key.length;
          KeyCommands.add(batch, GETRANGE, key.name, WHOLE);
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

  /// Whether these are the first bytes of a longer value, whose length may be unknown.
  private static boolean isCut(byte[] start, double length) {
    return Double.isNaN(length) ? start.length == FIRST_BYTES : start.length < length;
  }

  private void rest(Batch batch, List<Key> open) throws IOException, InterruptedException {
    Round round = session.round(batch);
    List<Reply> replies = round.arrived();
    for (int i = 0; i < replies.size(); i++) {
      Key key = open.get(i);
      switch (replies.get(i)) {
        case Reply.Bulk value -> key.start = value.bytes();
        case Reply.Int(long count) -> key.length = count;
        case Reply reply -> commands.note(PFCOUNT, key.name, reply);
      }
      tell(key);
      key.start = null;
    }
    round.check();
  }

  private void tell(Key key) throws IOException {
    key.isTold = true;
    samples.add(key.name, key.length, key.memory, key.start);
  }

  private static double number(Reply reply) {
    return reply instanceof Reply.Int(long number) ? number : Double.NaN;
  }
}
