package io.exporterkit.parity;

import java.nio.file.Path;
import java.util.Map;

/// The comparison on one server with one flag set.
record Cell(String server, String flagSet, Comparison comparison) {
  private static final int TRIES = 3;

  /// Starts the exporters, compares their pages, and ends the exporters. If a difference has no known reason, compares
  /// up to three times: only the differences that occur each time are kept.
  ///
  /// @param server name of the server in the report
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
