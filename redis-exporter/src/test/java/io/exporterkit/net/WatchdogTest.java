package io.exporterkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.Certificates;
import io.exporterkit.redis.servers.TlsServer;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import io.exporterkit.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reading and writing that is ended from outside, on real sockets.
class WatchdogTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  /// While the clock stands still, time is left whenever the guard looks, as after an extension.
  @Test
  void aGuardMovesWithADeadlineThatIsExtended() throws IOException {
    AtomicLong now = new AtomicLong();
    AtomicInteger looks = new AtomicInteger();
    Ticker ticker =
        () -> {
          looks.incrementAndGet();
          return now.get();
        };
    Deadline deadline = Deadline.in(Duration.ofMillis(20), ticker);
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TcpWire wire = new TcpWire(new Socket(silent.getInetAddress(), silent.getLocalPort()));
        Watchdog watchdog = new Watchdog();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> reading = threads.submit(() -> readGuarded(watchdog::guard, wire, deadline));
      Await.until(SOON, "the guard", () -> looks.get() >= 2);
      int before = looks.get();
      Await.until(SOON, "two more looks", () -> looks.get() >= before + 2);
      assertThat(reading.isDone()).isFalse();
      now.set(TimeUnit.MILLISECONDS.toNanos(20));
      assertTimesOut(reading);
    }
  }

  /// Closing an [javax.net.ssl.SSLSocket] writes, and so would wait for the writer.
  @Test
  void aTlsWriterThatIsStuckEndsInTimeAndHoldsUpNoOther(@TempDir Path directory) throws Exception {
    Certificates files = new Certificates(directory);
    files.authority("ca");
    files.leaf("good", "ca", "subjectAltName=DNS:localhost");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Dialer dialer = Dialing.trusting(files);
        TlsServer server = TlsServer.start(files, "good", "--tls-auth-clients", "no")) {
      Wire full = Dialing.dial(dialer, server.uri(), "");
      Wire silent = Dialing.dial(dialer, server.server().uri(), "");
      server.server().pause();
      Deadline first = Deadline.in(Duration.ofSeconds(1), Ticker.system());
      Deadline second = Deadline.in(Duration.ofMillis(1200), Ticker.system());
      Future<?> writing =
          threads.submit(() -> {
            dialer.guard(full, first, () -> writeWithoutEnd(full));
            return "";
          });
      assertTimesOut(threads.submit(() -> readGuarded(dialer::guard, silent, second)));
      assertTimesOut(writing);
      assertThat(second.remaining()).isZero();
      assertThat(Duration.ofNanos(-second.remainingNanos())).isLessThan(Duration.ofSeconds(5));
    }
  }

  private static void writeWithoutEnd(Wire wire) throws IOException {
    byte[] bytes = new byte[1 << 20];
    while (true) {
      wire.write(bytes, bytes.length);
    }
  }

  /// Reads from a wire on which no byte comes, for longer than the test waits.
  private static String readGuarded(Guard guard, Wire wire, Deadline deadline) throws IOException {
    long wait = SOON.toNanos() * 2;
    guard.run(wire, deadline, () -> assertThat(wire.read(new byte[1], 0, 1, wait)).isZero());
    return "";
  }

  /// A bound on the duration of an action on a wire.
  @FunctionalInterface
  private interface Guard {
    void run(Wire wire, Deadline deadline, Dialer.IoAction action) throws IOException;
  }

  private static void assertTimesOut(Future<?> task) {
    assertThatThrownBy(() -> task.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .hasCauseInstanceOf(DeadlineException.class);
  }
}
