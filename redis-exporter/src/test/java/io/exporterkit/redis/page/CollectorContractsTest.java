package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.Sessions;
import io.exporterkit.metric.Samples;
import io.exporterkit.options.OptionValues;
import io.exporterkit.options.ParseResult;
import io.exporterkit.redis.RedisExporter;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.RedisOptions;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.scrape.Collector;
import io.exporterkit.testing.CollectorContract;
import io.exporterkit.testing.server.Behaviour;
import io.exporterkit.testing.server.ScriptedServer;
import io.exporterkit.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that the collectors of a Redis 7.0 keep the contract of all collectors, with a password.
@Timeout(120)
class CollectorContractsTest {
  private static final String PASSWORD = "s3cret-of-the-contract";
  private static final int PLACES = 25;

  /// Sessions of an exporter, each of which sends the whole first round of all collectors.
  private record ExporterSessions(List<RedisExporter> exporters)
      implements Sessions<String, RedisSession> {
    @Override
    public RedisSession open(String address, Deadline deadline) throws Exception {
      RedisExporter exporter = exporter(address);
      exporters.add(exporter);
      return exporter.target().orElseThrow().target().open(deadline, new Samples());
    }

    @Override
    public void close() {
      exporters.forEach(RedisExporter::close);
    }
  }

  private static RedisExporter exporter(String address) {
    List<String> flags =
        List.of(
            "-redis.addr=redis://" + address, "-redis.password=" + PASSWORD, "-export-client-list");
    if (RedisOptions.TABLE.parse(flags, Map.of())
        instanceof ParseResult.Parsed(OptionValues values, List<String> _)) {
      try {
        return new RedisExporter(ExporterConfig.of(values));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new AssertionError("the flags are not understood: " + flags);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "info",
        "instance",
        "keyspace",
        "config",
        "slowlog",
        "latency_histogram",
        "commandstats",
        "errorstats",
        "clients"
      })
  void keepsTheContract(String name) {
    Collector<RedisSession> collector;
    try (RedisExporter exporter = exporter("localhost:1")) {
      List<Collector<RedisSession>> found =
          exporter.collectors().stream().filter(c -> c.name().equals(name)).toList();
      assertThat(found).hasSize(1);
      collector = found.getFirst();
    }
    try (ReplayServer redis = ReplayServer.of("redis-7.0").requirePassword(PASSWORD)) {
      CollectorContract.of(
              collector, () -> new ExporterSessions(new ArrayList<>()), ScriptedServer::address)
          .server(Behaviour.forward(redis.address()))
          .places(PLACES)
          .secrets(PASSWORD)
          .check();
    }
  }
}
