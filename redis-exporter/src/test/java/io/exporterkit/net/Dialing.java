package io.exporterkit.net;

import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.servers.Certificates;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import io.exporterkit.tls.ClientContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Dialers and wires of the tests.
public final class Dialing {
  private Dialing() {}

  /// A dialer that trusts `ca.crt` alone and shows no certificate.
  public static Dialer trusting(Certificates files) {
    Optional<Path> authority = Optional.of(Path.of(files.file("ca.crt")));
    return new Dialer(
        new ClientContext(
            new ClientContext.Files(authority, Optional.empty(), Optional.empty(), true)),
        new PlainProbe("PING\r\n", "+-"));
  }

  /// Dials within ten seconds.
  public static Wire dial(Dialer dialer, String uri, String serverName)
      throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(Duration.ofSeconds(10), Ticker.system());
    Patience patience = new Patience(deadline, Long.MAX_VALUE, Ticker.system());
    return dialer.dial(address(uri).endpoint(), serverName, DialRule.ANY, patience);
  }

  /// The address in a URI.
  public static TargetAddress address(String uri) {
    if (TargetAddress.parse(uri, TargetAddress.Origin.FLAG)
        instanceof TargetAddress.Parsed.Valid(TargetAddress address)) {
      return address;
    }
    throw new IllegalArgumentException(uri);
  }
}
