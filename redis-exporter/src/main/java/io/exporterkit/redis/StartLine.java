package io.exporterkit.redis;

import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.protocol.TargetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The log line at start, which describes the target and its connections.
///
/// Out: `target redis://h:6379, user ann, no TLS; /scrape is open to any target; connections are kept for 60 s`
final class StartLine {
  private StartLine() {}

  static String of(ExporterConfig config) {
    List<String> parts = new ArrayList<>();
    parts.add(
        config
            .target()
            .map(address -> target(address, config))
            .orElse("no target on the telemetry path"));
    parts.add(probes(config.probes()));
    Duration age = config.connection().maxAge();
    parts.add(
        age.isZero()
            ? "no connection is kept"
            : "connections are kept for "
                + (age.toMillis() % 1000 == 0 ? age.toSeconds() + " s" : age.toMillis() + " ms"));
    return String.join("; ", parts);
  }

  private static String probes(ExporterConfig.Probed probes) {
    if (!probes.isServed()) {
      return "/scrape is off";
    }
    return "/scrape is open to "
        + (probes.allowed().isOpen() ? "any target" : "the targets of probe.allow");
  }

  private static String target(TargetAddress address, ExporterConfig config) {
    String tls = address.transport() == Transport.TLS ? "TLS" : "no TLS";
    return "target " + address.display() + ", " + user(address, config) + ", " + tls;
  }

  private static String user(TargetAddress address, ExporterConfig config) {
    boolean inUri = !address.password().isEmpty();
    String user = inUri || !address.user().isEmpty() ? address.user() : config.credentials().user();
    if (!user.isEmpty()) {
      return "user " + user;
    }
    if (inUri || !config.credentials().password().isEmpty()) {
      return "the default user with a password";
    }
    return config.passwordFile().isPresent()
        ? "no user, a password where the password file has one"
        : "no user";
  }
}
