package io.exporterkit.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.Sessions;
import io.exporterkit.metric.Family;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.net.Dialer;
import io.exporterkit.net.Endpoint;
import io.exporterkit.net.TargetConnection;
import io.exporterkit.scrape.Collector;
import io.exporterkit.testing.server.Behaviour;
import io.exporterkit.testing.server.Conversation;
import io.exporterkit.testing.server.ScriptedServer;
import io.exporterkit.time.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/// Tests that each promise is checked: a good collector passes, and each broken promise is reported.
@Timeout(120)
class CollectorContractTest {
  private static final MetricDef KEYS = MetricDef.gauge("keys", "Stored.").labels("db");

  /// The body of a collector.
  @FunctionalInterface
  private interface Body {
    void collect(TargetConnection session, Samples out) throws Exception;
  }

  private record TestCollector(Body body) implements Collector<TargetConnection> {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public List<MetricDef> metrics() {
      return List.of(KEYS);
    }

    @Override
    public void collect(TargetConnection session, Samples out) throws Exception {
      body.collect(session, out);
    }
  }

  private record TestSessions(Dialer dialer, boolean isClosing)
      implements Sessions<InetSocketAddress, TargetConnection> {
    @Override
    public TargetConnection open(InetSocketAddress address, Deadline deadline) throws Exception {
      return dialer.connect(Endpoint.tcp(address), deadline);
    }

    @Override
    public void close() {
      if (isClosing) {
        dialer.close();
      }
    }
  }

  private static void good(TargetConnection session, Samples out) throws IOException {
    session.output().write("keys\n".getBytes(UTF_8));
    for (String line = session.readLine(99); line != null; line = session.readLine(99)) {
      if (line.equals("END")) {
        return;
      }
      out.add(KEYS, 1, line);
    }
    throw new IOException("cut");
  }

  private static CollectorContract<InetSocketAddress, TargetConnection> contract(Body body) {
    return CollectorContract.of(
            new TestCollector(body),
            () -> new TestSessions(new Dialer(), true),
            ScriptedServer::socketAddress)
        .server(Behaviour.replay(Conversation.of("keys\n", "0\n1\nEND\n")));
  }

  private static Behaviour entries(int number) {
    StringBuilder reply = new StringBuilder();
    for (int i = 0; i < number; i++) {
      reply.append(i).append('\n');
    }
    return Behaviour.replay(Conversation.of("keys\n", reply + "END\n"));
  }

  private static void assertBroken(
      CollectorContract<InetSocketAddress, TargetConnection> contract, String promise) {
    assertThatThrownBy(contract::check)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("collector test breaks its contract:\n  ")
        .hasMessageContaining(promise);
  }

  @Test
  void aGoodCollectorPasses() {
    assertThatCode(
            contract(CollectorContractTest::good)
                    .large(CollectorContractTest::entries)
                    .secrets("s3cret")
                ::check)
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsNotDeclaredIsReportedAlsoWhenItIsCaught() {
    MetricDef other = MetricDef.gauge("other", "Of no declaration.");
    assertBroken(
        contract((session, out) -> {
          good(session, out);
          try {
            out.add(other, 1);
          } catch (IllegalArgumentException _) {
            out.add(KEYS, 1, "3");
          }
        }),
        "a good server: it emits what it does not declare: undeclared metric: gauge other[]");
    assertBroken(
        contract((session, out) -> {
          good(session, out);
          out.add(MetricDef.gauge("keys", "Other labels."), 1);
        }),
        "a good server: it ends with java.lang.IllegalArgumentException");
  }

  @Test
  void nothingAndTwiceAreReported() {
    assertBroken(
        contract((session, _) -> good(session, new Samples())), "a good server: it emits nothing");
    assertBroken(
        contract((session, out) -> {
          good(session, out);
          out.add(KEYS, 1, "0");
        }),
        "a good server: it emits a series more than once");
    assertBroken(
        contract((_, _) -> {
          throw new IOException("odd");
        }),
        "a good server: it ends with java.io.IOException: odd");
  }

  @Test
  void aCollectorThatWaitsForEverIsReported() {
    CountDownLatch never = new CountDownLatch(1);
    assertBroken(
        contract((session, out) -> {
          try {
            good(session, out);
          } catch (IOException _) {
            never.await();
          }
        }),
        ": it still runs 10 s after the deadline");
  }

  @Test
  void errorsAreReported() {
    assertBroken(
        contract((session, out) -> {
          try {
            good(session, out);
          } catch (IOException e) {
            throw new StackOverflowError("deep");
          }
        }),
        "a reset behind byte 0: it ends with an error: java.lang.StackOverflowError: deep");
  }

  @Test
  void connectionsThatAreLeftAreReported() throws IOException {
    List<Socket> left = new ArrayList<>();
    CollectorContract<InetSocketAddress, TargetConnection> contract =
        CollectorContract.of(
                new TestCollector(CollectorContractTest::good),
                () -> new TestSessions(new Dialer(), true),
                server -> {
                  try {
                    synchronized (left) {
                      left.add(new Socket(server.socketAddress().getAddress(), server.port()));
                    }
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                  return server.socketAddress();
                })
            .server(Behaviour.replay(Conversation.of("keys\n", "0\n1\nEND\n")));
    try {
      assertBroken(
          contract, "a good server: a connection is open after session and sessions were closed");
    } finally {
      for (Socket socket : left) {
        socket.close();
      }
    }
  }

  @Test
  void threadsThatAreLeftAreReported() {
    CountDownLatch end = new CountDownLatch(1);
    try {
      assertBroken(
          contract((session, out) -> {
            Thread.ofPlatform()
                .daemon()
                .name("left behind")
                .start(() -> {
                  try {
                    end.await();
                  } catch (InterruptedException _) {
                    return;
                  }
                });
            good(session, out);
          }),
          "a thread is left: left behind");
    } finally {
      end.countDown();
    }
  }

  @Test
  void aSecretInTheLogIsReportedWithoutTheSecret() {
    assertThatThrownBy(
            contract(
                        (session, out) -> {
                          LoggerFactory.getLogger("test").debug("password {}", "s3cret");
                          good(session, out);
                        })
                    .secrets("other", "s3cret")
                ::check)
        .isInstanceOf(AssertionError.class)
        .hasMessage("collector test breaks its contract:\n  a log line has secret 1");
  }

  @Test
  void quadraticWorkIsReported() {
    assertBroken(
        contract(
                (session, out) -> {
                  good(session, out);
                  long sum = 0;
                  Family family = out.families().getFirst();
                  int size = family.size();
                  for (int i = 0; i < size; i++) {
                    for (int j = 0; j < size; j++) {
                      sum += family.label(j, 0).length() ^ sum;
                    }
                  }
                  out.add(KEYS, sum, "sum");
                })
            .large(CollectorContractTest::entries),
        "CPU time grows ");
  }

  @Test
  void aServerIsNeeded() {
    CollectorContract<InetSocketAddress, TargetConnection> contract =
        CollectorContract.of(
            new TestCollector(CollectorContractTest::good),
            () -> new TestSessions(new Dialer(), true),
            ScriptedServer::socketAddress);
    assertThatThrownBy(contract::check)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no server: see server");
    assertThatThrownBy(() -> contract.places(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("want 1 place or more");
  }
}
