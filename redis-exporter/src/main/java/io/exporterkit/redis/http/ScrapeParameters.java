package io.exporterkit.redis.http;

import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.KeyArgument;
import io.exporterkit.web.BadRequestException;
import io.exporterkit.web.Request;
import java.util.Collections;
import java.util.List;

/// The parameters of a request, each of which replaces the flag of the same name.
///
/// In: `/scrape?target=redis://h:6379&check-keys=user:*`
/// Out: the keys and streams of the flags, except that `check-keys` is `user:*`
///
/// @param keys keys to read
/// @param streams streams to read
/// @param tlsServerName the name that the target's certificate must contain; empty for the host of its address
public record ScrapeParameters(
    ExporterConfig.Keys keys, ExporterConfig.Streams streams, String tlsServerName) {
  /// The parameters that replace keys or streams of the flags.
  private static final List<String> REPLACING =
      List.of(
          "check-keys", "check-single-keys", "count-keys", "check-streams", "check-single-streams");

  /// Returns the parameters of a request that replaces no flag.
  public static ScrapeParameters of(ExporterConfig config) {
    return new ScrapeParameters(config.keys(), config.streams(), config.tlsServerName());
  }

  /// Whether keys and streams are those of the flags.
  @SuppressWarnings("ReferenceEquality") // spares the comparison of equal parts
  boolean replacesNothing(ExporterConfig config) {
    return (keys == config.keys() || keys.equals(config.keys()))
        && (streams == config.streams() || streams.equals(config.streams()));
  }

  /// Reads the parameters of a request.
  ///
  /// @throws BadRequestException if a parameter is invalid; the message names the parameter and the valid syntax
  static ScrapeParameters of(Request request, ExporterConfig config) throws BadRequestException {
    ExporterConfig.Keys keys = config.keys();
    ExporterConfig.Streams streams = config.streams();
    if (Collections.disjoint(request.query().keySet(), REPLACING)) {
      return new ScrapeParameters(keys, streams, tlsServerName(request, config.tlsServerName()));
    }
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

  /// Returns the keys of the first value of a parameter that is not empty, or else those of the flag.
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

  /// Returns the parameter tls_server_name or tls-server-name, or else the flag.
  private static String tlsServerName(Request request, String flag) {
    String name = request.parameter("tls_server_name");
    String other = name.isEmpty() ? request.parameter("tls-server-name") : name;
    return other.isEmpty() ? flag : other;
  }
}
