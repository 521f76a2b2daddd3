package io.exporterkit.redis;

import io.exporterkit.redis.connection.TargetAddress;
import io.exporterkit.redis.connection.TargetAddress.Transport;
import io.exporterkit.redis.options.ExporterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The line at start that says what is asked, and how.
///
/// Out: `target redis://h:6379, user ann, no TLS; /scrape is open to any target; connections are kept for 60 s`
final class StartLine {
  private StartLine() {}

  static String of(ExporterConfig config) {
    List<String> parts = new ArrayList<>();
    parts.add(
        config.target().map(address -> target(address, config)).orElse("no target of its own"));
    parts.add(config.web().scrapeEndpoint() ? "/scrape is open to any target" : "/scrape is off");
    Duration age = config.connection().maxAge();
    parts.add(
        age.isZero()
            ? "no connection is kept"
            : "connections are kept for "
                + (age.toMillis() % 1000 == 0 ? age.toSeconds() + " s" : age.toMillis() + " ms"));
    return String.join("; ", parts);
  }

  private static String target(TargetAddress address, ExporterConfig config) {
    boolean own = !address.password().isEmpty();
    String user = address.user().isEmpty() && !own ? config.credentials().user() : address.user();
    boolean password =
        own || !config.credentials().password().isEmpty() || config.passwordFile().isPresent();
    Optional<String> named = user.isEmpty() ? Optional.empty() : Optional.of("user " + user);
    return "target "
        + address.display()
        + ", "
        + named.orElse(password ? "the default user with a password" : "no user")
        + (address.transport() == Transport.TLS ? ", TLS" : ", no TLS");
  }
}
