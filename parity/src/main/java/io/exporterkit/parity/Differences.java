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

/// The known differences, which are intended or cannot be avoided, each with its reason: the rows of
/// `parity/differences.tsv`.
record Differences(List<Row> rows) {
  /// The largest difference for `near`, because a few moments pass between the two scrapes.
  private static final double NEAR = 5;

  private static final String NEARBY = "near";
  private static final Set<String> WORDS =
      Set.of("duplicate", "missing", "type", "value", NEARBY, "more");

  /// One row of the file.
  ///
  /// @param what a kind of complaint, or `near`
  /// @param where matches the whole of [Complaint#where], or this text with a blank and the original's value appended
  /// @param why the reason, for operators
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

    /// Returns whether a run of the whole table must have a difference that this row matches. Rows about values are
    /// exempt, because many values are equal by chance.
    boolean mustBeSeen() {
      return !what.equals("value") && !what.equals(NEARBY);
    }
  }

  Differences {
    rows = List.copyOf(rows);
  }

  /// Returns the known differences of this checkout.
  static Differences ofTheProject() {
    Path file = Installed.root().resolve("parity/differences.tsv");
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Parses lines of three columns, separated by tabs. A line that begins with `#` is a comment.
  ///
  /// @throws IllegalArgumentException with the line if a line has another form
  static Differences parse(String text) {
    return new Differences(
        text.lines().filter(line -> !line.startsWith("#")).map(Differences::row).toList());
  }

  private static Row row(String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != 3 || !WORDS.contains(columns[0]) || columns[2].isBlank()) {
      throw new IllegalArgumentException(
          "a line needs the columns what, where and why, separated by tabs; what is one of "
              + WORDS.stream().sorted().toList()
              + ": "
              + line);
    }
    return new Row(columns[0], Pattern.compile(columns[1]), columns[2]);
  }

  /// Returns the first row that matches the complaint.
  Optional<Row> explain(Complaint complaint) {
    return rows.stream().filter(row -> row.explains(complaint)).findFirst();
  }

  boolean explainAll(Comparison comparison) {
    return comparison.complaints().stream().allMatch(complaint -> explain(complaint).isPresent());
  }
}
