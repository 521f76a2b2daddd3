package io.exporterkit.redis.http;

import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.KeyArgument;
import io.exporterkit.web.BadRequestException;
import io.exporterkit.web.Request;
import java.util.List;

/// What one request asks for: parameters in place of the flags of their names.
///
/// In: `/scrape?target=redis://h:6379&check-keys=user:*`   Out: the keys of the flags, with `user:*` in place of `check-keys`
///
/// @param tlsServerName name that the target's certificate must hold; empty for the host of its address
public record ScrapeParameters(
    ExporterConfig.Keys keys, ExporterConfig.Streams streams, String tlsServerName) {
  /// Returns what the flags alone ask for.
  public static ScrapeParameters of(ExporterConfig config) {
    return new ScrapeParameters(config.keys(), config.streams(), config.tlsServerName());
  }

  /// Reads the parameters of a request.
  ///
  /// @throws BadRequestException with the name of a parameter that cannot be read, and what would be right
  static ScrapeParameters of(Request request, ExporterConfig config) throws BadRequestException {
    ExporterConfig.Keys keys = config.keys();
    ExporterConfig.Streams streams = config.streams();
    return new ScrapeParameters(
        new ExporterConfig.Keys(
            new ExporterConfig.Checked(
                arguments(request, "check-keys", keys.checked().keys()),
                arguments(request, "check-single-keys", keys.checked().single())),
            keys.values(),
            arguments(request, "count-keys", keys.count()),
            keys.groups(),
            keys.walk()),
        new ExporterConfig.Streams(
            new ExporterConfig.Checked(
                arguments(request, "check-streams", streams.checked().keys()),
                arguments(request, "check-single-streams", streams.checked().single())),
            streams.consumers()),
        tlsServerName(request, config.tlsServerName()));
  }

  /// The first value of a parameter that is not empty, read as key arguments; else those of the flag.
  private static List<KeyArgument> arguments(Request request, String name, List<KeyArgument> flag)
      throws BadRequestException {
    for (String value : request.query().getOrDefault(name, List.of())) {
      if (!value.isEmpty()) {
        try {
          return KeyArgument.parse(value);
        } catch (IllegalArgumentException e) {
          throw new BadRequestException("parameter '" + name + "': " + e.getMessage());
        }
      }
    }
    return flag;
  }

  /// The parameter tls_server_name or tls-server-name, or else the flag.
  private static String tlsServerName(Request request, String flag) {
    String name = request.parameter("tls_server_name");
    String other = name.isEmpty() ? request.parameter("tls-server-name") : name;
    return other.isEmpty() ? flag : other;
  }
}
