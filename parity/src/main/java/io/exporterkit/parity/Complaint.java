package io.exporterkit.parity;

import java.util.Locale;

/// One difference between two pages of the same target.
///
/// @param where the series as `name{a="1",b="2"}`, or the family, without the namespace; rows of [Differences] match
///     this text
/// @param text the text for the report: `redis_up is 0, theirs 1`
/// @param theirs the original's value; empty unless the complaint is about a series of the original
/// @param apart the difference between the two values; NaN unless the complaint is about two numbers
record Complaint(Kind kind, String where, String text, String theirs, double apart) {

  /// The kind of a difference. The kinds are ordered, the most serious first.
  enum Kind {
    /// Neither exporter reaches the target: nothing was compared.
    DOWN,
    /// A page is not in the text format.
    UNREADABLE,
    /// A page has a series twice.
    DUPLICATE,
    /// A series of the original is missing.
    MISSING,
    /// A family has another type.
    TYPE,
    /// The original emits a value before and after ours, and ours emits another value.
    VALUE,
    /// Only ours has the family, or the series of a family that both have.
    MORE,
    /// No difference matches this row of the known differences any more.
    UNUSED;

    /// Returns the word for the kind in the report and in the file of known differences.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Complaint(Kind kind, String where, String text) {
    this(kind, where, text, "", Double.NaN);
  }

  /// Returns whether both complaints have the same kind and series, with any values.
  boolean isLike(Complaint other) {
    return kind == other.kind && where.equals(other.where);
  }
}
