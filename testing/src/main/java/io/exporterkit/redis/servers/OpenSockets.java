package io.exporterkit.redis.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The open sockets of this JVM, as listed by the kernel.
public final class OpenSockets {
  private OpenSockets() {}

  /// Returns the number of entries of `/proc/self/fd` that are sockets.
  public static long count() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(OpenSockets::isSocket).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException _) {
      return false; // closed in the meantime
    }
  }
}
