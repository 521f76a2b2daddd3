package io.exporterkit.redis.info;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All fields that are one number, as rows: what a field of INFO, CLUSTER INFO, INFO MODULES or SERVER EXT becomes.
///
/// ```java
/// FieldRow row = InfoTable.find("latest_fork_usec");
/// if (row != null) {
///   out.add(row.def(), 280 / row.divisor()); // redis_latest_fork_seconds 0.00028
/// }
/// ```
///
/// Several fields may share one metric, where servers renamed a field; a server sends one of them.
public final class InfoTable {
  /// Memory of the host. Not in [#rows] and not found by [#find]: it is emitted only with `include-system-metrics`.
  public static final FieldRow SYSTEM_MEMORY = MemoryRows.SYSTEM_MEMORY;

  private static final List<FieldRow> ALL =
      concat(
          ServerRows.ROWS,
          MemoryRows.ROWS,
          PersistenceRows.ROWS,
          StatsRows.ROWS,
          ReplicationRows.ROWS,
          ModuleRows.ROWS);
  private static final Map<String, FieldRow> BY_FIELD = index(concat(ALL, Tile38Rows.ROWS));

  private InfoTable() {}

  /// Rows of INFO, CLUSTER INFO and INFO MODULES, by subject.
  public static List<FieldRow> rows() {
    return ALL;
  }

  /// Those of [#rows] that modules tell, in INFO MODULES.
  public static List<FieldRow> moduleRows() {
    return ModuleRows.ROWS;
  }

  /// Rows of Tile38's SERVER EXT; all their fields begin with `tile38_`.
  public static List<FieldRow> tile38Rows() {
    return Tile38Rows.ROWS;
  }

  /// The row of this field, of [#rows] or [#tile38Rows]; null where the field is not a metric of its own.
  public static @Nullable FieldRow find(String field) {
    return BY_FIELD.get(field);
  }

  @SafeVarargs
  private static List<FieldRow> concat(List<FieldRow>... lists) {
    List<FieldRow> all = new ArrayList<>();
    for (List<FieldRow> list : lists) {
      all.addAll(list);
    }
    return List.copyOf(all);
  }

  private static Map<String, FieldRow> index(List<FieldRow> rows) {
    Map<String, FieldRow> byField = HashMap.newHashMap(rows.size());
    for (FieldRow row : rows) {
      if (byField.put(row.field(), row) != null) {
        throw new IllegalStateException("two rows for the field " + row.field());
      }
    }
    return byField;
  }
}
