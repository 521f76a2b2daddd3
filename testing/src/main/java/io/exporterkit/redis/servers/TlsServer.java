package io.exporterkit.redis.servers;

import java.util.ArrayList;
import java.util.List;

/// A real server with a TLS port beside the plain port. `close()` kills the process.
///
/// @param server the server, with its plain port
/// @param port the TLS port
public record TlsServer(RedisServer server, int port) implements AutoCloseable {
  /// Starts a server that has a certificate, requires one of its clients, and trusts `ca.crt`.
  ///
  /// @param certificate name of the files in `files`, without `.crt`
  /// @param more options of the server, such as `--tls-auth-clients no`
  public static TlsServer start(Certificates files, String certificate, String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--tls-cert-file", files.file(certificate + ".crt")));
    all.addAll(List.of("--tls-key-file", files.file(certificate + ".key")));
    all.addAll(List.of("--tls-ca-cert-file", files.file("ca.crt")));
    all.addAll(List.of(more));
    return start(all.toArray(String[]::new));
  }

  /// Starts a server.
  ///
  /// @param options options of the server, including the files for TLS
  public static TlsServer start(String... options) {
    return start(ServerKind.REDIS_7_0, options);
  }

  /// Starts a server of another kind.
  public static TlsServer start(ServerKind kind, String... options) {
    return Ports.onFreePort(port -> {
      List<String> all = new ArrayList<>(List.of("--tls-port", Integer.toString(port)));
      all.addAll(List.of(options));
      return new TlsServer(RedisServer.start(kind, all.toArray(String[]::new)), port);
    });
  }

  /// Returns `rediss://localhost:port`.
  public String uri() {
    return "rediss://localhost:" + port;
  }

  @Override
  public void close() {
    server.close();
  }
}
