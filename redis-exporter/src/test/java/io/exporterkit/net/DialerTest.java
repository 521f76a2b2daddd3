package io.exporterkit.net;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.Certificates;
import io.exporterkit.redis.servers.OpenSockets;
import io.exporterkit.redis.servers.TlsServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Dialing that fails, against real servers.
class DialerTest {
  @TempDir static Path directory;

  private static Certificates files;
  private static TlsServer server;
  private static TlsServer common;

  @BeforeAll
  static void start() {
    files = new Certificates(directory);
    files.authority("ca");
    files.leaf("good", "ca", "subjectAltName=DNS:localhost");
    files.leaf("common", "ca", "basicConstraints=CA:FALSE");
    server = TlsServer.start(files, "good", "--tls-auth-clients", "no");
    common = TlsServer.start(files, "common", "--tls-auth-clients", "no");
  }

  @AfterAll
  static void stop() {
    server.close();
    common.close();
  }

  /// A certificate with a common name alone is refused after the handshake.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          redis://127.0.0.1:1        | ''        | connection refused
          rediss://127.0.0.1:1       | ''        | connection refused
          rediss://localhost:PLAIN   | ''        | the target speaks no TLS on this port
          rediss://localhost:TLS     | elsewhere | does not hold the name of the target
          rediss://localhost:COMMON  | ''        | in the common name alone
          unix:///no/such/socket     | ''        | no such socket
          """)
  void aFailureLeavesNoSocket(String target, String name, String reason) throws IOException {
    String uri =
        target
            .replace("PLAIN", Integer.toString(server.server().port()))
            .replace("TLS", Integer.toString(server.port()))
            .replace("COMMON", Integer.toString(common.port()));
    try (Dialer dialer = Dialing.trusting(files)) {
      long before = OpenSockets.count();
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> Dialing.dial(dialer, uri, name)).hasMessageContaining(reason);
      }
      Await.until(Duration.ofSeconds(5), "all sockets closed", () -> OpenSockets.count() <= before);
    }
  }
}
