package io.exporterkit.redis.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;

/// Free ports on loopback for programs that cannot choose a port themselves.
///
/// The ports, and the ports of cluster buses 10000 above, are below the range that the kernel uses for outgoing
/// connections. So the port of a server that restarts is still free.
final class Ports {
  private static final int LOWEST = 15000;
  private static final int HIGHEST = 22000;
  private static final int TRIES = 10;

  private Ports() {}

  /// Thrown when another process has used the port before the program could.
  static final class Taken extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Taken(String message) {
      super(message);
    }
  }

  /// Returns a port on which nothing listened a moment ago.
  static int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // The port is in use: the next one is tried.
      }
    }
  }

  /// Calls `start` with a free port, and again with another one if it throws [Taken].
  static <T> T onFreePort(IntFunction<T> start) {
    for (int tries = 1; ; tries++) {
      try {
        return start.apply(free());
      } catch (Taken e) {
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }
}
