package io.exporterkit;

import java.util.List;

/// What is read again on `/-/reload` and SIGHUP. Never called by two threads at the same time.
@FunctionalInterface
public interface Reload {
  /// Reads everything first, and then brings it into force as a whole: where one part is bad, all stays as it was.
  Result reload();

  /// How a reload ended.
  sealed interface Result {}

  /// Everything was read and is in force: 200.
  ///
  /// @param what for the log, without secrets
  record Done(String what) implements Result {}

  /// There is nothing to read: 400.
  ///
  /// @param why for the answer and the log
  record Nothing(String why) implements Result {}

  /// Something is bad, and what was read last stays in force: 500.
  ///
  /// @param reasons a line each, for the answer and the log, without secrets
  record Failed(List<String> reasons) implements Result {
    public Failed {
      reasons = List.copyOf(reasons);
    }
  }
}
