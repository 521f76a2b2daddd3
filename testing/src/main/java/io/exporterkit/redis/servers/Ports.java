package io.exporterkit.redis.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;

/// Free ports on loopback for programs that cannot choose one themselves.
///
/// They lie below the range from which the kernel takes ports of outgoing connections, so that a
/// server which restarts finds its port free; and so does the cluster bus 10000 above.
final class Ports {
  private static final int LOWEST = 15000;
  private static final int HIGHEST = 22000;
  private static final int TRIES = 10;

  private Ports() {}

  /// Says that somebody else took the port before the program could.
  static final class Taken extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Taken(String message) {
      super(message);
    }
  }

  /// A port that nobody listened on a moment ago.
  static int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Taken: try the next.
      }
    }
  }

  /// Calls `start` with a free port, and with another one when it ends with [Taken].
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
