package io.exporterkit;

import io.exporterkit.logging.Format;
import io.exporterkit.logging.Level;
import io.exporterkit.options.OptionValues;
import io.exporterkit.web.ListenAddress;
import io.exporterkit.web.Protection;
import java.util.List;

/// What the values of the options that every exporter has mean. [Exporter] has them under the names of the field; an exporter that
/// replaces an older one implements this interface with the names of the older one.
public interface StandardOptions {
  /// Whether the version is to be printed, and nothing else done.
  boolean isVersion(OptionValues values);

  /// Returns how log lines look.
  ///
  /// @param warnings where to add what is ignored, a sentence each
  Log log(OptionValues values, List<String> warnings);

  /// Returns how pages are served.
  ///
  /// @param warnings where to add what is ignored, a sentence each
  /// @throws IllegalArgumentException with one line that names the flag or variable and what would be right, and not the value
  Web web(OptionValues values, List<String> warnings);

  /// How log lines look.
  ///
  /// @param level of the least severe lines that are logged
  record Log(Level level, Format format) {}

  /// How pages are served.
  ///
  /// @param addresses where to listen, at least one; one that is repeated counts once
  /// @param telemetryPath path of the page of the exporter and its own target
  /// @param maxRequests scrapes that may run at the same time, at least one
  record Web(
      List<ListenAddress> addresses, String telemetryPath, int maxRequests, Protection protection) {
    public Web {
      addresses = addresses.stream().distinct().toList();
    }
  }
}
