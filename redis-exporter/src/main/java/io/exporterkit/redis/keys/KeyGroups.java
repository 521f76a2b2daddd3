package io.exporterkit.redis.keys;

import io.exporterkit.metric.Samples;
import io.exporterkit.redis.protocol.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The groups of one database's keys, summed over all batches of all servers that hold keys. Used by one thread.
final class KeyGroups {
  private final SeriesMemory.Share memory;
  private final Map<ByteBuffer, Group> groups = new HashMap<>();
  private boolean bytesKnown = true;

  private static final class Group {
    final String name;
    long keys;
    long bytes;

    Group(String name) {
      this.name = name;
    }

    void add(long moreKeys, long moreBytes) {
      keys += moreKeys;
      bytes += moreBytes;
    }
  }

  KeyGroups(SeriesMemory.Share memory) {
    this.memory = memory;
  }

  /// Adds the keys of a group that were found in one batch.
  ///
  /// @throws IOException when there is no memory left for another group
  void add(Reply.Bulk name, long keys, long bytes) throws IOException {
    ByteBuffer key = ByteBuffer.wrap(name.bytes());
    Group group = groups.get(key);
    if (group == null) {
      group = new Group(name.text());
      memory.take(group.name, 3);
      groups.put(key, group);
    }
    group.add(keys, bytes);
  }

  /// Records that the bytes of some keys are unknown: memory is not emitted then.
  void setBytesUnknown() {
    bytesKnown = false;
  }

  /// Emits the samples of all groups. When there are more than `most`, the rest is summed up as `overflow`.
  void tell(long most, Samples out, String db) {
    List<Group> sorted = new ArrayList<>(groups.values());
    sorted.sort(
        Comparator.<Group>comparingLong(group -> -group.bytes)
            .thenComparingLong(group -> -group.keys)
            .thenComparing(group -> group.name));
    out.add(KeyGroupsCollector.GROUPS, sorted.size(), db);
    if (sorted.size() > most) {
      Group overflow = new Group("overflow");
      List<Group> kept = new ArrayList<>();
      for (Group group : sorted) {
        if (kept.size() < most && !group.name.equals(overflow.name)) {
          kept.add(group);
        } else {
          overflow.add(group.keys, group.bytes);
        }
      }
      kept.add(overflow);
      sorted = kept;
    }
    for (Group group : sorted) {
      out.add(KeyGroupsCollector.COUNT, group.keys, db, group.name);
      if (bytesKnown) {
        out.add(KeyGroupsCollector.MEMORY, group.bytes, db, group.name);
      }
    }
  }
}
