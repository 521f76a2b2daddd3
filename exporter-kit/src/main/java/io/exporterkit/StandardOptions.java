package io.exporterkit;

import io.exporterkit.logging.Format;
import io.exporterkit.logging.Level;
import io.exporterkit.metric.SeriesLimits;
import io.exporterkit.options.OptionValues;
import io.exporterkit.web.ListenAddress;
import io.exporterkit.web.Protection;
import io.exporterkit.webconfig.WebConfigFile;
import java.util.List;
import java.util.Optional;

/// The meaning of the options that every exporter has. [Exporter] defines these options under their usual names; an
/// exporter that replaces an older one implements this interface for the names of the older one.
public interface StandardOptions {
  /// Whether the version is to be printed, and nothing else done.
  boolean isVersion(OptionValues values);

  /// Returns the level and the format of the log.
  ///
  /// @param warnings receives a sentence for each value that is ignored
  Log log(OptionValues values, List<String> warnings);

  /// Returns the listen addresses and the bounds of the web server.
  ///
  /// @param warnings receives a sentence for each value that is ignored
  /// @throws IllegalArgumentException with one line that names the flag or variable and what would be right, and not
  ///     the value
  Web web(OptionValues values, List<String> warnings);

  /// Returns the settings of the pages; by default, those of [PageSettings#PLAIN].
  ///
  /// @throws IllegalArgumentException as for [#web]
  default PageSettings pages(OptionValues values) {
    return PageSettings.PLAIN;
  }

  /// The settings of the pages.
  ///
  /// @param openMetrics whether a page may be in OpenMetrics, when the request prefers that
  /// @param handlerMetrics whether the telemetry page has the metrics of [io.exporterkit.web.HandlerMetrics]
  /// @param limits of the series of one scrape
  record PageSettings(boolean openMetrics, boolean handlerMetrics, SeriesLimits limits) {
    /// Neither OpenMetrics nor metrics of requests nor limits.
    public static final PageSettings PLAIN = new PageSettings(false, false, SeriesLimits.NONE);
  }

  /// The level and the format of the log.
  ///
  /// @param level of the least severe lines that are logged
  record Log(Level level, Format format) {}

  /// The settings of the web server.
  ///
  /// @param addresses listen addresses, at least one; one that is repeated counts once
  /// @param telemetryPath path of the page of the exporter and its own target
  /// @param maxRequests scrapes that may run at the same time, at least one
  /// @param protection of the listener, unless there is a web configuration file
  /// @param webConfig web configuration file; empty for none
  record Web(
      List<ListenAddress> addresses,
      String telemetryPath,
      int maxRequests,
      Protection protection,
      Optional<WebConfigFile> webConfig) {
    public Web {
      addresses = addresses.stream().distinct().toList();
    }

    /// Makes settings without a web configuration file.
    public Web(
        List<ListenAddress> addresses,
        String telemetryPath,
        int maxRequests,
        Protection protection) {
      this(addresses, telemetryPath, maxRequests, protection, Optional.empty());
    }
  }
}
