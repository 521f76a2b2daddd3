package io.exporterkit;

import io.exporterkit.logging.Format;
import io.exporterkit.logging.Level;
import io.exporterkit.logging.Logging;
import io.exporterkit.metric.SeriesLimits;
import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.options.Parser;
import io.exporterkit.options.Parsers;
import io.exporterkit.scrape.Scraper;
import io.exporterkit.web.ListenAddress;
import io.exporterkit.webconfig.WebConfigFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The standard options under the names that most exporters use: `web.listen-address`, `web.systemd-socket`,
/// `web.telemetry-path`, `web.max-requests`, `web.enable-openmetrics`, `web.handler-metrics`, `scrape.max-series`,
/// `scrape.max-series-per-family`, those of [ProtectionOptions], `log.level`, `log.format` and `version`.
final class UsualOptions implements StandardOptions {
  private static final String WEB = "web";
  private static final String SCRAPE = "scrape";
  private static final String LOG = "log";
  private static final long MOST_REQUESTS = 100_000;

  private static final Option<String> TELEMETRY_PATH =
      Option.of(
              "web.telemetry-path",
              "/metrics",
              "Path of the metrics.",
              Parser.of("path", UsualOptions::path))
          .group(WEB);
  private static final Option<Long> MAX_REQUESTS =
      Option.of(
              "web.max-requests",
              Integer.toString(Scraper.DEFAULT_LIMIT),
              "Scrapes that run at the same time; a request for one more is answered 503.",
              Parsers.integer(1, MOST_REQUESTS))
          .group(WEB);
  private static final Option<Boolean> OPEN_METRICS =
      Option.flag(
              "web.enable-openmetrics",
              null,
              false,
              "Answer in OpenMetrics where a request prefers that: with exemplars and times of creation.")
          .group(WEB);
  private static final Option<Boolean> HANDLER_METRICS =
      Option.flag(
              "web.handler-metrics",
              null,
              true,
              "Export the requests that the exporter has answered: by path, method and status, with duration and size.")
          .group(WEB);
  private static final Option<Long> MAX_SERIES =
      Option.of(
              "scrape.max-series",
              "1000000",
              "Series that a scrape may have; the rest is dropped and counted. 0 for no limit.",
              Parsers.integer(0, Long.MAX_VALUE))
          .group(SCRAPE);
  private static final Option<Long> MAX_SERIES_PER_FAMILY =
      Option.of(
              "scrape.max-series-per-family",
              "0",
              "Series that one metric of a scrape may have; the rest is dropped and counted. 0 for no limit.",
              Parsers.integer(0, Long.MAX_VALUE))
          .group(SCRAPE);
  private static final Option<Level> LOG_LEVEL =
      Option.of(
              "log.level",
              "info",
              "Level of the least severe lines that are logged: debug, info, warn or error.",
              Parser.of("level", UsualOptions::level))
          .group(LOG);
  private static final Option<Format> LOG_FORMAT =
      Option.of(
              "log.format", "txt", "Format of log lines: txt or json.", Parsers.oneOf(Format.class))
          .group(LOG);
  private static final Option<Boolean> VERSION =
      Option.flag("version", null, false, "Print version, build and runtime, and exit.")
          .group(LOG)
          .answersAlone();

  private final ListenOptions listen;
  private final ProtectionOptions protection;

  /// @param program in the realm of the password
  /// @param port of the default listen address
  UsualOptions(String program, int port) {
    Option<List<ListenAddress>> address =
        Option.of(
                "web.listen-address",
                ":" + port,
                "Address to listen on, as host:port or unix:/path; :port listens on every interface. May be repeated.",
                Parser.of("address", ListenAddress::parse).list())
            .group(WEB);
    listen = new ListenOptions(address, ListenOptions.systemdSocket(WEB));
    protection = ProtectionOptions.usual(program, WEB);
  }

  private static String path(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("want a path that begins with a slash");
    }
    return text;
  }

  private static Level level(String text) {
    return Logging.level(text)
        .orElseThrow(() -> new IllegalArgumentException("want debug, info, warn or error"));
  }

  /// Returns the options in the order of help and documents.
  List<Option<?>> options() {
    List<Option<?>> all =
        new ArrayList<>(
            List.of(listen.address(), listen.systemdSocket(), TELEMETRY_PATH, MAX_REQUESTS));
    all.addAll(List.of(OPEN_METRICS, HANDLER_METRICS));
    all.addAll(protection.options());
    all.addAll(List.of(MAX_SERIES, MAX_SERIES_PER_FAMILY));
    all.addAll(List.of(LOG_LEVEL, LOG_FORMAT, VERSION));
    return all;
  }

  @Override
  public boolean isVersion(OptionValues values) {
    return values.get(VERSION);
  }

  @Override
  public Log log(OptionValues values, List<String> warnings) {
    return new Log(values.get(LOG_LEVEL), values.get(LOG_FORMAT));
  }

  @Override
  public PageSettings pages(OptionValues values) {
    return new PageSettings(
        values.get(OPEN_METRICS),
        values.get(HANDLER_METRICS),
        new SeriesLimits(values.get(MAX_SERIES), values.get(MAX_SERIES_PER_FAMILY)));
  }

  @Override
  public Web web(OptionValues values, List<String> warnings) {
    Optional<WebConfigFile> webConfig = protection.webConfig(values);
    return new Web(
        listen.addresses(values),
        values.get(TELEMETRY_PATH),
        values.get(MAX_REQUESTS).intValue(),
        protection.protection(values, warnings),
        webConfig);
  }
}
