package io.exporterkit.webconfig;

import java.util.ArrayList;
import java.util.List;

/// A version of TLS. Java does not speak TLS 1.0 and 1.1 any more.
enum TlsVersion {
  TLS10,
  TLS11,
  TLS12,
  TLS13;

  static TlsVersion of(String name) {
    for (TlsVersion version : values()) {
      if (version.name().equals(name)) {
        return version;
      }
    }
    throw new IllegalArgumentException("an unknown version of TLS: want TLS12 or TLS13");
  }

  boolean isTooOld() {
    return this == TLS10 || this == TLS11;
  }

  /// Checks this version as `min_version`.
  ///
  /// @throws IllegalArgumentException as the constructor of a record of a file does
  void checkMost(TlsVersion most) {
    if (most.isTooOld()) {
      throw new IllegalArgumentException(
          "max_version: Java does not speak this version any more: want TLS12 or TLS13");
    }
    if (compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "max_version: it is below min_version: want at least " + name());
    }
  }

  /// Returns the names that the JDK has for the versions from this one up to another.
  List<String> protocolsTo(TlsVersion most) {
    List<String> protocols = new ArrayList<>();
    if (compareTo(TLS12) <= 0) {
      protocols.add("TLSv1.2");
    }
    if (most == TLS13) {
      protocols.add("TLSv1.3");
    }
    return protocols;
  }
}
