package io.exporterkit.redis.info;

import io.exporterkit.text.GoFloat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The fields of a replica in INFO Replication: whether the server is a replica, and its masters.
///
/// Redis has one master; KeyDB and Dragonfly may have several. The fields of the other masters are numbered
/// (`master_1_host`), follow a heading `Master 1:`, or are repeated under the same name.
public final class Replication {
  private static final String FIELD = "master_";
  private static final String HEADING = "Master ";
  private static final String OFFSET = "slave_repl_offset";
  // More than any replica has. Bounds the memory for a long reply.
  private static final int MOST_MASTERS = 1000;

  private Replication() {}

  /// A master of the server. A number that is missing in INFO is [GoFloat#NONE].
  ///
  /// @param linkUp 1 where the link is up, else 0
  /// @param lastIo seconds since the last data from the master
  /// @param syncing 1 while a full copy is received
  /// @param offset in the master's replication stream, in bytes
  public record Master(
      String host, String port, double linkUp, double lastIo, double syncing, double offset) {}

  /// Whether the server is a replica, by any of the words `slave`, `replica` and `active-replica`. For an unknown word,
  /// the server is a replica when INFO contains a master.
  public static boolean isReplica(Info info) {
    String role = info.getOrEmpty("role").toLowerCase(Locale.ROOT);
    return role.contains("slave")
        || role.contains("replica")
        || (!role.isEmpty()
            && !role.equals("master")
            && !role.equals("sentinel")
            && !info.getOrEmpty("master_host").isEmpty());
  }

  /// Returns the masters in the order of INFO, a thousand at most; empty where INFO contains none.
  public static List<Master> masters(Info info) {
    List<Fields> all = new ArrayList<>();
    Map<String, Fields> byPrefix = new HashMap<>();
    Fields last = null;
    for (int line = 0; line < info.size() && all.size() <= MOST_MASTERS; line++) {
      if (info.fieldStartsWith(line, HEADING)) {
        byPrefix.clear();
      } else if (info.fieldStartsWith(line, FIELD)) {
        String field = info.field(line);
        String prefix = prefix(field);
        String name = field.substring(prefix.length());
        if (isOfMaster(name)) {
          last = byPrefix.get(prefix);
          if (last == null || (name.equals("host") && last.byName.containsKey("host"))) {
            last = new Fields();
            all.add(last);
            byPrefix.put(prefix, last);
          }
          last.byName.putIfAbsent(name, line);
        }
      } else if (last != null
          && info.fieldStartsWith(line, OFFSET)
          && info.field(line).equals(OFFSET)) {
        last.byName.putIfAbsent(OFFSET, line);
      }
    }
    return all.stream().limit(MOST_MASTERS).map(fields -> fields.master(info)).toList();
  }

  private static boolean isOfMaster(String name) {
    return switch (name) {
      case "host", "port", "link_status", "last_io_seconds_ago", "sync_in_progress" -> true;
      default -> false;
    };
  }

  /// Returns the prefix that the fields of one master share: `master_` or `master_1_`.
  private static String prefix(String field) {
    int end = FIELD.length();
    while (end < field.length() && field.charAt(end) >= '0' && field.charAt(end) <= '9') {
      end++;
    }
    boolean numbered = end > FIELD.length() && end < field.length() && field.charAt(end) == '_';
    return field.substring(0, numbered ? end + 1 : FIELD.length());
  }

  /// Returns the values of one master by field; of several lines with one field, the first.
  private static final class Fields {
    final Map<String, Integer> byName = new HashMap<>();

    Master master(Info info) {
      String link = text(info, "link_status");
      return new Master(
          text(info, "host"),
          text(info, "port"),
          link.isEmpty() ? GoFloat.NONE : link.equals("up") ? 1 : 0,
          number(info, "last_io_seconds_ago"),
          number(info, "sync_in_progress"),
          number(info, OFFSET));
    }

    private String text(Info info, String name) {
      Integer line = byName.get(name);
      return line == null ? "" : info.value(line);
    }

    private double number(Info info, String name) {
      Integer line = byName.get(name);
      return line == null ? GoFloat.NONE : info.number(line);
    }
  }
}
