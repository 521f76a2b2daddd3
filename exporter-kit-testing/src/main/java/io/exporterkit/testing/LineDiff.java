package io.exporterkit.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A comparison of two texts by lines, in the form of a unified diff.
///
/// In:  `a b c` and `a x c`, a line for each letter
/// Out:
/// ```text
/// @@ line 2
///  a
/// -b
/// +x
///  c
/// ```
final class LineDiff {
  private static final int CONTEXT = 2;
  private static final int MOST_LINES = 100;
  private static final long MOST_CELLS = 16_000_000;
  private static final String NO_END = "\\ no line break at the end";

  private final List<String> expected;
  private final List<String> actual;
  private final List<Line> lines = new ArrayList<>();

  /// A line of the whole comparison.
  ///
  /// @param mark ` `, `-` or `+`
  /// @param number of the line in the expected text, or of the line behind an added one
  private record Line(char mark, String text, int number) {}

  private LineDiff(List<String> expected, List<String> actual) {
    this.expected = expected;
    this.actual = actual;
  }

  /// Returns the changed lines, each with two lines around it; at most a hundred lines. Empty for equal texts.
  static String of(String expected, String actual) {
    LineDiff diff = new LineDiff(lines(expected), lines(actual));
    diff.compare();
    return diff.print();
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    if (lines.getLast().isEmpty()) {
      lines.removeLast();
    } else {
      lines.add(NO_END);
    }
    return lines;
  }

  private void compare() {
    int start = 0;
    int shorter = Math.min(expected.size(), actual.size());
    while (start < shorter && expected.get(start).equals(actual.get(start))) {
      start++;
    }
    int same = 0;
    while (same < shorter - start
        && expected.get(expected.size() - 1 - same).equals(actual.get(actual.size() - 1 - same))) {
      same++;
    }
    keep(0, start);
    middle(start, expected.size() - same, actual.size() - same);
    keep(expected.size() - same, expected.size());
  }

  private void keep(int from, int to) {
    for (int i = from; i < to; i++) {
      lines.add(new Line(' ', expected.get(i), i + 1));
    }
  }

  private void remove(int line) {
    lines.add(new Line('-', expected.get(line), line + 1));
  }

  private void add(int line, int before) {
    lines.add(new Line('+', actual.get(line), before + 1));
  }

  /// Compares the lines from `start` up to the ends by their longest common subsequence, where there are not too many.
  private void middle(int start, int expectedEnd, int actualEnd) {
    int height = expectedEnd - start;
    int width = actualEnd - start;
    int i = 0;
    int j = 0;
    if ((long) height * width <= MOST_CELLS) {
      int[][] common = common(start, height, width);
      while (i < height && j < width) {
        if (expected.get(start + i).equals(actual.get(start + j))) {
          keep(start + i, start + i + 1);
          i++;
          j++;
        } else if (common[i + 1][j] >= common[i][j + 1]) {
          remove(start + i++);
        } else {
          add(start + j++, start + i);
        }
      }
    }
    while (i < height) {
      remove(start + i++);
    }
    while (j < width) {
      add(start + j++, start + i);
    }
  }

  /// Returns the length of the longest common subsequence of the lines behind each pair of positions.
  private int[][] common(int start, int height, int width) {
    int[][] common = new int[height + 1][width + 1];
    for (int i = height - 1; i >= 0; i--) {
      for (int j = width - 1; j >= 0; j--) {
        common[i][j] =
            expected.get(start + i).equals(actual.get(start + j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private String print() {
    boolean[] shown = new boolean[lines.size()];
    int changed = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).mark() != ' ') {
        changed++;
        Arrays.fill(shown, Math.max(0, i - CONTEXT), Math.min(lines.size(), i + CONTEXT + 1), true);
      }
    }
    StringBuilder out = new StringBuilder();
    int printed = 0;
    for (int i = 0; i < shown.length && printed < MOST_LINES; i++) {
      if (shown[i]) {
        Line line = lines.get(i);
        if (i == 0 || !shown[i - 1]) {
          out.append("@@ line ").append(line.number()).append('\n');
        }
        out.append(line.mark()).append(line.text()).append('\n');
        changed -= line.mark() == ' ' ? 0 : 1;
        printed++;
      }
    }
    return changed == 0 ? out.toString() : out + "... and " + changed + " more changed lines\n";
  }
}
