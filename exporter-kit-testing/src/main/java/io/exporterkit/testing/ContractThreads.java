package io.exporterkit.testing;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/// The platform threads of this JVM.
final class ContractThreads {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private ContractThreads() {}

  /// Returns the threads that live, without those of the JVM itself, which come and go.
  static Set<Thread> platform() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !isOfTheJvm(thread))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isOfTheJvm(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group == null
        || group.getName().equals("system")
        || group.getName().equals("InnocuousThreadGroup")
        || thread.getName().matches("(ForkJoinPool|VirtualThread|Read-Poller|Write-Poller).*");
  }

  /// Returns the threads that are new since `before`, and still live after some seconds.
  static Set<Thread> left(Set<Thread> before) {
    Await.quietly(PATIENCE, () -> before.containsAll(platform()));
    return platform().stream()
        .filter(thread -> !before.contains(thread))
        .collect(Collectors.toUnmodifiableSet());
  }
}
