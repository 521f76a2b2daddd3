package io.exporterkit;

import java.util.List;

/// A reload of files, by `/-/reload` and SIGHUP. Never called by two threads at the same time.
@FunctionalInterface
public interface Reload {
  /// Reads all files first, and then uses them together: when one file is bad, the exporter goes on with the files that
  /// were read before.
  Result reload();

  /// The result of a reload.
  sealed interface Result {}

  /// All files were read and are used: the answer is 200.
  ///
  /// @param what for the log, without secrets
  record Done(String what) implements Result {}

  /// There is no file to read: the answer is 400.
  ///
  /// @param why for the answer and the log
  record Nothing(String why) implements Result {}

  /// A file is bad, and the files that were read before stay in use: the answer is 500.
  ///
  /// @param reasons a line each, for the answer and the log, without secrets
  record Failed(List<String> reasons) implements Result {
    public Failed {
      reasons = List.copyOf(reasons);
    }
  }
}
