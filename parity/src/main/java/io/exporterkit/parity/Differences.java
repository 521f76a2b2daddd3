package io.exporterkit.parity;

import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What differs on purpose, or cannot be the same, each with its reason: the rows of `parity/differences.tsv`.
record Differences(List<Row> rows) {
  /// Between the original's value and ours, a few moments pass.
  private static final double NEAR = 5;

  private static final String NEARBY = "near";
  private static final Set<String> WORDS =
      Set.of("duplicate", "missing", "type", "value", NEARBY, "more");

  /// One row.
  ///
  /// @param what a kind of complaint, or `near`
  /// @param where matches the whole of [Complaint#where], or that with a blank and the original's value behind it
  record Row(String what, Pattern where, String why) {
    boolean explains(Complaint complaint) {
      boolean kind =
          what.equals(NEARBY)
              ? complaint.kind() == Complaint.Kind.VALUE && complaint.apart() <= NEAR
              : what.equals(complaint.kind().word());
      return kind
          && (where.matcher(complaint.where()).matches()
              || where.matcher(complaint.where() + " " + complaint.theirs()).matches());
    }

    /// Whether it must be seen in a whole run. Values are left out: many of them are the same by chance.
    boolean mustBeSeen() {
      return !what.equals("value") && !what.equals(NEARBY);
    }
  }

  Differences {
    rows = List.copyOf(rows);
  }

  /// Those of this checkout.
  static Differences ofTheProject() {
    Path file = Installed.root().resolve("parity/differences.tsv");
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads lines of three columns with tabs between them; a line that begins with `#` is a comment.
  ///
  /// @throws IllegalArgumentException naming the line that is not like that
  static Differences parse(String text) {
    return new Differences(
        text.lines().filter(line -> !line.startsWith("#")).map(Differences::row).toList());
  }

  private static Row row(String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != 3 || !WORDS.contains(columns[0]) || columns[2].isBlank()) {
      throw new IllegalArgumentException(
          "want what, where and why with tabs between them, what being one of "
              + WORDS.stream().sorted().toList()
              + ": "
              + line);
    }
    return new Row(columns[0], Pattern.compile(columns[1]), columns[2]);
  }

  /// The row that explains it.
  Optional<Row> explain(Complaint complaint) {
    return rows.stream().filter(row -> row.explains(complaint)).findFirst();
  }

  boolean explainAll(Comparison comparison) {
    return comparison.complaints().stream().allMatch(complaint -> explain(complaint).isPresent());
  }
}
