package io.exporterkit.parity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The report of a run: a table with the numbers of series that are the same, differ on purpose, and differ; then one
/// line for each difference without a known reason.
///
/// ```text
/// same / on purpose / differing
///
///           redis-6.0  valkey-9.1
/// defaults   812/12/0    901/31/1
///
/// missing    valkey-9.1 (defaults): redis_up, theirs 1
///
/// 1713 the same, 43 on purpose, 1 differing
/// ```
final class Report {
  private static final int WIDTH = 110;
  private static final int NAMED_SETS = 3;
  private static final int LONGEST = 300;

  private final Map<String, Map<String, Counts>> table = new LinkedHashMap<>();
  private final Set<String> servers = new LinkedHashSet<>();
  private final Map<Group, List<String>> groups = new LinkedHashMap<>();
  private final Set<Differences.Row> seen = new LinkedHashSet<>();
  private final List<Complaint> unused;
  private final Secrets secrets;
  private Counts sum = new Counts(0, 0, 0);

  private record Counts(int same, int onPurpose, int differing) {
    Counts plus(Counts more) {
      return new Counts(same + more.same, onPurpose + more.onPurpose, differing + more.differing);
    }

    @Override
    public String toString() {
      return same + "/" + onPurpose + "/" + differing;
    }
  }

  /// The flag sets of a server that share a complaint. The complaint is printed once.
  private record Group(Complaint.Kind kind, String server, String where, String text) {
    boolean isOf(Complaint complaint, String server) {
      return kind == complaint.kind()
          && where.equals(complaint.where())
          && this.server.equals(server);
    }
  }

  /// Evaluates the comparisons.
  ///
  /// @param whole whether the run had the whole table: only then each known difference must have occurred
  /// @param secrets texts that must not be printed
  Report(List<Cell> cells, Differences differences, boolean whole, Secrets secrets) {
    this.secrets = secrets;
    cells.forEach(cell -> add(cell, differences));
    unused =
        differences.rows().stream()
            .filter(row -> whole && row.mustBeSeen() && !seen.contains(row))
            .map(row ->
                new Complaint(
                    Complaint.Kind.UNUSED,
                    row.where().pattern(),
                    row.what() + " " + row.where().pattern() + " in parity/differences.tsv"))
            .toList();
  }

  private void add(Cell cell, Differences differences) {
    int onPurpose = 0;
    int differing = 0;
    for (Complaint complaint : cell.comparison().complaints()) {
      var row = differences.explain(complaint);
      if (row.isPresent()) {
        seen.add(row.get());
        onPurpose++;
      } else {
        group(complaint, cell).add(cell.flagSet());
        differing++;
      }
    }
    Counts counts = new Counts(cell.comparison().same(), onPurpose, differing);
    sum = sum.plus(counts);
    servers.add(cell.server());
    table.computeIfAbsent(cell.flagSet(), _ -> new LinkedHashMap<>()).put(cell.server(), counts);
  }

  private List<String> group(Complaint complaint, Cell cell) {
    for (Map.Entry<Group, List<String>> group : groups.entrySet()) {
      if (group.getKey().isOf(complaint, cell.server())) {
        return group.getValue();
      }
    }
    List<String> sets = new ArrayList<>();
    groups.put(
        new Group(complaint.kind(), cell.server(), complaint.where(), complaint.text()), sets);
    return sets;
  }

  /// Returns 0 if every difference has a known reason, else 1.
  int exitCode() {
    return groups.isEmpty() && unused.isEmpty() ? 0 : 1;
  }

  /// Returns the whole report, with line breaks.
  String text() {
    StringBuilder out = new StringBuilder("same / on purpose / differing\n");
    int first = width(table.keySet());
    List<String> block = new ArrayList<>();
    int used = first;
    for (String server : servers) {
      int width = width(server) + 2;
      if (!block.isEmpty() && used + width > WIDTH) {
        block(out, first, block);
        block.clear();
        used = first;
      }
      block.add(server);
      used += width;
    }
    block(out, first, block);
    complaints().forEach(line -> out.append(line).append('\n'));
    out.append(groups.isEmpty() && unused.isEmpty() ? "" : "\n");
    return out.append(
            "%d the same, %d on purpose, %d differing%n"
                .formatted(sum.same, sum.onPurpose, sum.differing))
        .toString();
  }

  private void block(StringBuilder out, int first, List<String> block) {
    out.append('\n').append(" ".repeat(first));
    block.forEach(server -> out.append("  ").append(right(server, width(server))));
    out.append('\n');
    table.forEach((set, counts) -> {
      if (block.stream().noneMatch(counts::containsKey)) {
        return;
      }
      out.append(set).append(" ".repeat(first - set.length()));
      for (String server : block) {
        Counts cell = counts.get(server);
        out.append("  ").append(right(cell == null ? "-" : cell.toString(), width(server)));
      }
      out.append('\n');
    });
    out.append('\n');
  }

  /// Returns one line for each complaint, the most serious first.
  private List<String> complaints() {
    List<String> lines = new ArrayList<>();
    groups.entrySet().stream()
        .sorted(Comparator.comparing(group -> group.getKey().kind()))
        .forEach(group ->
            lines.add(
                "%-10s %s (%s): %s"
                    .formatted(
                        group.getKey().kind().word(),
                        group.getKey().server(),
                        sets(group.getValue()),
                        shortened(secrets.mask(group.getKey().text())))));
    for (Complaint complaint : unused) {
      lines.add("%-10s %s".formatted(complaint.kind().word(), complaint.text()));
    }
    return lines;
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
  }

  private static String sets(List<String> sets) {
    if (sets.size() <= NAMED_SETS) {
      return String.join(", ", sets);
    }
    return String.join(", ", sets.subList(0, NAMED_SETS))
        + " and "
        + (sets.size() - NAMED_SETS)
        + " more";
  }

  private int width(String server) {
    int width = server.length();
    for (Map<String, Counts> row : table.values()) {
      Counts cell = row.get(server);
      width = cell == null ? width : Math.max(width, cell.toString().length());
    }
    return width;
  }

  private static int width(Set<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }

  private static String right(String text, int width) {
    return " ".repeat(width - text.length()) + text;
  }
}
