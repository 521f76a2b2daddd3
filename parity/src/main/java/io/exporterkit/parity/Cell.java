package io.exporterkit.parity;

import java.nio.file.Path;
import java.util.Map;

/// What came of one server with one flag set.
record Cell(String server, String flagSet, Comparison comparison) {
  private static final int TRIES = 3;

  /// Starts the exporters, compares, ends them. Where something differs without a reason, it is compared again: what stays counts.
  ///
  /// @param server how the report calls it
  static Cell of(
      Path original,
      String server,
      String address,
      FlagSet set,
      Map<String, String> environment,
      Differences differences)
      throws Pair.RefusedException {
    try (Pair pair = Pair.start(original, address, set.flags(), environment)) {
      Comparison comparison = pair.compare(set.path(address));
      for (int i = 1; i < TRIES && !differences.explainAll(comparison); i++) {
        comparison = comparison.stillIn(pair.compare(set.path(address)));
      }
      return new Cell(server, set.name(), comparison);
    }
  }
}
