package io.exporterkit.redis.collector;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.FieldRow;
import io.exporterkit.redis.info.Fields;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.info.InfoTable;
import io.exporterkit.redis.session.Pace;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A collector of INFO's fields that are one number each. [InfoTable] maps a field's name to its metric, whatever the
/// section.
///
/// In: `used_memory:1469672`   Out: `redis_memory_used_bytes 1.469672e+06`
final class InfoCollector implements RedisCollector {
  private final boolean systemMetrics;

  /// @param systemMetrics whether the host's memory is emitted, too
  InfoCollector(boolean systemMetrics) {
    this.systemMetrics = systemMetrics;
  }

  @Override
  public String name() {
    return "info";
  }

  @Override
  public List<MetricDef> metrics() {
    List<MetricDef> all = new ArrayList<>();
    for (FieldRow row : InfoTable.rows()) {
      if (!isOfCluster(row.field())) {
        all.add(row.def());
      }
    }
    all.add(InfoTable.SYSTEM_MEMORY.def());
    return all;
  }

  @Override
  public Rights rights() {
    return Rights.NONE;
  }

  @Override
  public void collect(RedisSession session, Samples out) throws IOException {
    Info info = session.info();
    for (int line = 0; line < info.size(); line++) {
      Pace.keep(session, line);
      if (isOfOneCommand(info, line)) {
        continue;
      }
      String field = info.field(line);
      FieldRow row = InfoTable.find(field);
      if (row == null && systemMetrics && field.equals(InfoTable.SYSTEM_MEMORY.field())) {
        row = InfoTable.SYSTEM_MEMORY;
      }
      if (row != null && !isOfCluster(field)) {
        row.add(Fields.number(info, line), out);
      }
    }
    if (info.isCut()) {
      throw new IOException("INFO is too long: only its first part was read");
    }
  }

  /// Whether the line is about a single command. Most lines of a long INFO are, and [InfoTable] has no row for them.
  private static boolean isOfOneCommand(Info info, int line) {
    return info.fieldStartsWith(line, "cmdstat_")
        || info.fieldStartsWith(line, "latency_percentiles_usec_");
  }

  private static boolean isOfCluster(String field) {
    return field.startsWith(ClusterCollector.PREFIX);
  }
}
