package io.exporterkit.redis.keys;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.KeyArgument;
import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.Round;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.redis.session.Standing;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.text.LosslessUtf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A collector of streams with their groups and consumers, named one by one or found with SCAN by patterns.
/// [StreamMetrics] lists their metrics.
///
/// TYPE is sent for each key before XINFO, because the server counts an error when XINFO is used on another type. Where
/// SCAN can filter by type (Redis 6.0+), TYPE is not needed. Named keys that are not streams have no series.
public final class StreamsCollector implements KeyspaceReader {
  private static final Command SCAN_TYPE = Command.of("SCAN", "TYPE");
  private static final Command XINFO_STREAM = Command.of("XINFO", "STREAM");
  private static final Command XINFO_GROUPS = Command.of("XINFO", "GROUPS");
  private static final Command XINFO_CONSUMERS = Command.of("XINFO", "CONSUMERS");

  // Keys or groups in one round; few because replies to XINFO STREAM hold whole entries.
  private static final int ROUND = 100;

  private final String name;
  private final ExporterConfig.Streams streams;
  private final ExporterConfig.Walk walk;
  private final boolean cluster;
  private final SeriesMemory series;

  /// @param name `streams`, or another one where the streams of several collectors are read
  /// @param cluster whether the streams of a cluster are read on the nodes that own them
  public StreamsCollector(
      String name,
      ExporterConfig.Streams streams,
      ExporterConfig.Walk walk,
      boolean cluster,
      SeriesMemory series) {
    this.name = name;
    this.cluster = cluster;
    this.series = series;
    this.streams = streams;
    this.walk = walk;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<MetricDef> metrics() {
    return KeyChecks.withOwn(StreamMetrics.ALL);
  }

  @Override
  public boolean asksCluster() {
    return cluster;
  }

  @Override
  public boolean isBackgroundScan() {
    return walk.isInBackground() && streams.checked().hasPatterns();
  }

  @Override
  public Rights rights() {
    Rights rights = Rights.to("xinfo|stream", "xinfo|groups").withKeys();
    if (streams.consumers()) {
      rights = rights.and(Rights.to("xinfo|consumers"));
    }
    if (streams.checked().keys().stream().anyMatch(KeyArgument::isPattern)) {
      rights = rights.and(Rights.to("scan"));
    }
    if (!KeyChecks.named(streams.checked().single(), streams.checked().keys()).isEmpty()) {
      rights = rights.and(Rights.to("type"));
    }
    return rights
        .and(KeyChecks.rights(streams.checked().keys()))
        .and(KeyChecks.rights(streams.checked().single()))
        .and(clusterRights());
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    KeyChecks.skipWithoutKeys(session, name(), walk.skipMasters(), cluster);
    KeyChecks checks = new KeyChecks("check-streams", session, cluster, walk, out);
    SeriesMemory.Share memory = series.share(session, out);
    KeyChecks.Reading reading =
        new KeyChecks.Reading() {
          @Override
          public void names(RedisSession holder, int database, List<byte[]> names)
              throws IOException, SkippedException, InterruptedException {
            new Page(holder, out, memory, "db" + database).readStreamsAmong(names);
          }

          @Override
          public void walk(RedisSession holder, int database, KeyScan scan)
              throws IOException, SkippedException, InterruptedException {
            StreamsCollector.walk(holder, scan, new Page(holder, out, memory, "db" + database));
          }
        };
    checks.readAll(streams.checked().single(), streams.checked().keys(), reading);
    checks.end();
  }

  private static void walk(RedisSession session, KeyScan scan, Page page)
      throws IOException, SkippedException, InterruptedException {
    boolean typed = canScanByType(session);
    if (typed) {
      scan.only("stream");
    }
    while (!scan.hasEnded()) {
      session.checkTime();
      List<byte[]> found = scan.next();
      if (typed) {
        page.read(found);
      } else {
        page.readStreamsAmong(found);
      }
    }
  }

  /// Whether SCAN accepts TYPE on this server, tried once with a call that examines one bucket.
  private static boolean canScanByType(RedisSession session) throws InterruptedException {
    try {
      if (session.standing(SCAN_TYPE) == Standing.UNTRIED
          && session.standing(KeyScan.SCAN) != Standing.REFUSED) {
        Batch batch = new Batch().command("SCAN", "0", "COUNT", "1", "TYPE", "stream");
        Reply reply = session.round(batch).all().getFirst();
        if (reply instanceof Reply.Error error && !error.code().equals("NOPERM")) {
          session.refuse(SCAN_TYPE, error.message());
        } else {
          session.tried(SCAN_TYPE, reply);
        }
      }
      return session.standing(SCAN_TYPE) == Standing.WORKS;
    } catch (IOException _) {
      // The scan that follows reports the error.
      return false;
    }
  }

  /// A group of a stream, each with its name as bytes and as a label.
  private static final class Group {
    final byte[] stream;
    final String streamLabel;
    final byte[] name;
    final String label;

    Group(byte[] stream, String streamLabel, byte[] name, String label) {
      this.stream = stream;
      this.streamLabel = streamLabel;
      this.name = name;
      this.label = label;
    }
  }

  /// A reader of a batch of streams, which emits their samples.
  private final class Page {
    private final RedisSession session;
    private final KeyCommands commands;
    private final Samples out;
    private final SeriesMemory.Share memory;
    private final String db;

    Page(RedisSession session, Samples out, SeriesMemory.Share memory, String db) {
      this.session = session;
      this.commands = new KeyCommands(session);
      this.out = out;
      this.memory = memory;
      this.db = db;
    }

    /// Reads the streams among these keys.
    void readStreamsAmong(List<byte[]> names)
        throws IOException, SkippedException, InterruptedException {
      for (List<byte[]> part : parts(names)) {
        Batch batch = new Batch();
        List<byte[]> asked = new ArrayList<>();
        for (byte[] name : part) {
          if (commands.mayAsk(KeyPage.TYPE, name)) {
            asked.add(name);
            batch.commandWith(1, "TYPE").with(name);
          }
        }
        if (session.standing(KeyPage.TYPE) == Standing.REFUSED) {
          throw session.refusal(KeyPage.TYPE);
        }
        Round round = round(batch);
        List<Reply> types = round.arrived();
        List<byte[]> found = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
          if (types.get(i) instanceof Reply.Status(String type) && type.equals("stream")) {
            found.add(asked.get(i));
          }
          commands.note(KeyPage.TYPE, asked.get(i), types.get(i));
        }
        read(found);
        round.check();
      }
    }

    void read(List<byte[]> names) throws IOException, SkippedException, InterruptedException {
      for (List<byte[]> part : parts(names)) {
        infos(part);
        groups(part);
        session.checkTime();
      }
    }

    private void infos(List<byte[]> names)
        throws IOException, SkippedException, InterruptedException {
      each(
          XINFO_STREAM,
          names,
          (key, fields) -> {
            String label = LosslessUtf8.decode(key);
            memory.take(label, 15);
            StreamMetrics.stream(fields, out, db, label);
          });
      if (session.standing(XINFO_STREAM) == Standing.REFUSED) {
        throw session.refusal(XINFO_STREAM);
      }
    }

    private void groups(List<byte[]> names) throws IOException, InterruptedException {
      List<Group> groups = new ArrayList<>();
      each(
          XINFO_GROUPS,
          names,
          (key, elements) -> {
            String label = LosslessUtf8.decode(key);
            for (Reply element : elements) {
              if (element instanceof Reply.Array(List<Reply> fields)) {
                byte[] name = StreamMetrics.name(fields);
                String group = LosslessUtf8.decode(name);
                memory.take(group, 6);
                StreamMetrics.group(fields, out, db, label, group);
                groups.add(new Group(key, label, name, group));
              }
            }
          });
      if (streams.consumers()) {
        for (List<Group> part : parts(groups)) {
          consumers(part);
        }
      }
    }

    private void consumers(List<Group> groups) throws IOException, InterruptedException {
      Batch batch = new Batch();
      List<Group> asked = new ArrayList<>();
      for (Group group : groups) {
        if (commands.mayAskWith(XINFO_CONSUMERS, group.stream, List.of(group.name))) {
          batch.commandWith(2, "XINFO", "CONSUMERS").with(group.stream).with(group.name);
          asked.add(group);
        }
      }
      Round round = round(batch);
      List<Reply> replies = round.arrived();
      for (int i = 0; i < replies.size(); i++) {
        Group group = asked.get(i);
        commands.note(XINFO_CONSUMERS, group.stream, replies.get(i));
        if (replies.get(i) instanceof Reply.Array(List<Reply> elements)) {
          for (Reply element : elements) {
            if (element instanceof Reply.Array(List<Reply> fields)) {
              String consumer = LosslessUtf8.decode(StreamMetrics.name(fields));
              memory.take(consumer, 2);
              StreamMetrics.consumer(fields, out, db, group.streamLabel, group.label, consumer);
            }
          }
        }
      }
      round.check();
    }

    /// Sends a kind of command for each of these keys, and passes each reply that is a list to the reader.
    private void each(Command kind, List<byte[]> names, OnList reader)
        throws IOException, InterruptedException {
      Batch batch = new Batch();
      List<byte[]> asked = new ArrayList<>();
      for (byte[] name : names) {
        if (commands.mayAsk(kind, name)) {
          KeyCommands.add(batch, kind, name, List.of());
          asked.add(name);
        }
      }
      Round round = round(batch);
      List<Reply> replies = round.arrived();
      for (int i = 0; i < replies.size(); i++) {
        commands.note(kind, asked.get(i), replies.get(i));
        if (replies.get(i) instanceof Reply.Array(List<Reply> elements)) {
          reader.read(asked.get(i), elements);
        }
      }
      round.check();
    }

    private Round round(Batch batch) throws IOException, InterruptedException {
      return batch.size() == 0 ? Round.EMPTY : session.round(batch);
    }
  }

  /// A reader of the list in the reply for a key.
  @FunctionalInterface
  private interface OnList {
    /// Reads the list.
    void read(byte[] key, List<Reply> elements) throws IOException;
  }

  private static <T> List<List<T>> parts(List<T> all) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += ROUND) {
      parts.add(all.subList(from, Math.min(all.size(), from + ROUND)));
    }
    return parts;
  }
}
