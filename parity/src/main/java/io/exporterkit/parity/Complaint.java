package io.exporterkit.parity;

import java.util.Locale;

/// One thing in which two pages of the same target differ.
///
/// @param where the series as `name{a="1",b="2"}`, or the family, without the namespace: what a difference on purpose is found by
/// @param text for people: `redis_up is 0, theirs 1`
/// @param theirs the original's value; empty where it is not about a series of the original's
/// @param apart how far two values are from each other; NaN where it is not about two numbers
record Complaint(Kind kind, String where, String text, String theirs, double apart) {

  /// What is wrong, the worst first.
  enum Kind {
    /// Neither exporter reaches the target: nothing was compared.
    DOWN,
    /// A page is no exposition.
    UNREADABLE,
    /// A series stands on one page twice.
    DUPLICATE,
    /// A series of the original is not there.
    MISSING,
    /// A family has another type.
    TYPE,
    /// A value that the original gives before and after ours is another one in ours.
    VALUE,
    /// A family, or a series of a family that both have, is in ours alone.
    MORE,
    /// A difference on purpose is none any more.
    UNUSED;

    /// As it is written in the report and in the file of differences.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Complaint(Kind kind, String where, String text) {
    this(kind, where, text, "", Double.NaN);
  }

  /// Whether the other is about the same thing, whatever its values.
  boolean isLike(Complaint other) {
    return kind == other.kind && where.equals(other.where);
  }
}
