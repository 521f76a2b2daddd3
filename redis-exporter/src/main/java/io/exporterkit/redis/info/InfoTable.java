package io.exporterkit.redis.info;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table of all fields with one number in INFO, CLUSTER INFO, INFO MODULES and SERVER EXT, each with its metric.
///
/// ```java
/// FieldRow row = InfoTable.find("latest_fork_usec");
/// if (row != null) {
///   out.add(row.def(), 280 / row.divisor()); // redis_latest_fork_seconds 0.00028
/// }
/// ```
///
/// Several fields may have the same metric where servers renamed a field. A server sends one of them.
public final class InfoTable {
  /// The memory of the host. Not part of [#rows] and not found by [#find], because it is emitted only with
  /// `include-system-metrics`.
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

  /// The rows of INFO, CLUSTER INFO and INFO MODULES, by subject.
  public static List<FieldRow> rows() {
    return ALL;
  }

  /// The part of [#rows] that modules send in INFO MODULES.
  public static List<FieldRow> moduleRows() {
    return ModuleRows.ROWS;
  }

  /// The rows of Tile38's SERVER EXT. All their fields begin with `tile38_`.
  public static List<FieldRow> tile38Rows() {
    return Tile38Rows.ROWS;
  }

  /// Returns the row of a field, from [#rows] or [#tile38Rows]; null where the field has no metric of its own.
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
