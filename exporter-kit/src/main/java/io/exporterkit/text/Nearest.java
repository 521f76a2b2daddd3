package io.exporterkit.text;

import java.util.ArrayList;
import java.util.List;

/// A search for the names that resemble a mistyped one. The class is loaded only after a mistake.
public final class Nearest {

  private static final int FARTHEST = 2;
  private static final int MOST = 3;

  private Nearest() {}

  /// Returns the known names at the least distance, at most three, in their order; an empty list when the distance is
  /// above two.
  public static List<String> to(String name, List<String> known) {
    var nearest = new ArrayList<String>();
    int least = FARTHEST;
    for (String candidate : known) {
      int distance = distance(name, candidate);
      if (distance < least) {
        nearest.clear();
        least = distance;
      }
      if (distance == least && nearest.size() < MOST) {
        nearest.add(candidate);
      }
    }
    return nearest;
  }

  /// Returns the number of letters that must be inserted, left out or replaced to make one text of the other. Returns a
  /// number above two at once when the difference of the lengths is above two.
  public static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > FARTHEST) {
      return FARTHEST + 1;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
