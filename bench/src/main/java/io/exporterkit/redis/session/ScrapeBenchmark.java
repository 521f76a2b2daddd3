package io.exporterkit.redis.session;

import io.exporterkit.exposition.ProtobufFormat;
import io.exporterkit.exposition.TextFormat;
import io.exporterkit.metric.Family;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
import io.exporterkit.net.DialRule;
import io.exporterkit.net.Patience;
import io.exporterkit.options.ParseResult;
import io.exporterkit.redis.collector.Collectors;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.keys.SeriesMemory;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.RedisOptions;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Connection;
import io.exporterkit.redis.protocol.Credentials;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.time.Ticker;
import io.exporterkit.tls.ClientContext;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Benchmarks of the steps of a default scrape without a network: reading replies, parsing INFO, collecting samples,
/// writing the page. Together they are the work of a scrape. The JVM has the flags of the launcher.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgs = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScrapeBenchmark {
  private final Connection connection = Replay.connection();
  private final Patience patience = Replay.patience();
  private final List<RedisCollector> collectors =
      Collectors.of(
          defaults(), List::of, SeriesMemory.ofHeap(), InstantSource.system(), Ticker.system());
  private final RedisTargets targets =
      new RedisTargets(
          new ConnectionSettings(Duration.ofSeconds(10), Duration.ofMinutes(1), true, false),
          new ClientContext(ClientContext.Files.NONE),
          new FirstRound() {
            @Override
            public List<Command> all() {
              return Replay.ROUND;
            }

            @Override
            public List<Command> of(ServerIdentity server) {
              return Replay.ROUND;
            }
          },
          Ticker.system());
  private final RedisTarget target =
      targets.get(
          ((TargetAddress.Parsed.Valid)
                  TargetAddress.parse("redis://127.0.0.1:6379", TargetAddress.Origin.REQUEST))
              .address(),
          "",
          new Credentials("", ""),
          DialRule.ANY);
  private String infoText = "";
  private Section page = Section.of("", List.of());

  private static ExporterConfig defaults() {
    if (RedisOptions.TABLE.parse(List.of(), Map.of()) instanceof ParseResult.Parsed parsed) {
      return ExporterConfig.of(parsed.values());
    }
    throw new IllegalStateException("the defaults are refused");
  }

  /// Scrapes once, to provide the input of the later steps.
  @Setup
  public void scrape() throws IOException {
    target.sawServer(new ServerIdentity("x", "7.0.15", "", "standalone", false, false), "master");
    infoText = ((Reply.Bulk) readReplies().getFirst()).text();
    page = new Section("redis", Map.of(), collect());
  }

  /// Reads RESP, from bytes to replies.
  @Benchmark
  public List<Reply> readReplies() throws IOException {
    connection.rest();
    List<Reply> replies = new ArrayList<>();
    for (int i = 0; i < Replay.ROUND.size(); i++) {
      replies.add(connection.read(patience));
    }
    return replies;
  }

  /// Parses INFO only, from text to fields.
  @Benchmark
  public Info parseInfo() {
    return Info.parse(infoText);
  }

  /// Reads the replies, parses INFO and runs all collectors.
  @Benchmark
  public Collection<Family> collect() throws IOException {
    connection.rest();
    Info info = Info.parse(((Reply.Bulk) connection.read(patience)).text());
    List<Command> rest = Replay.ROUND.subList(1, Replay.ROUND.size());
    RedisSession session =
        new RedisSession(
            targets.opener(),
            target,
            new ScrapeConnection(targets.opener(), target, connection, patience, rest),
            info,
            _ -> true);
    Samples all = new Samples();
    for (RedisCollector collector : collectors) {
      try {
        collector.collect(session, all);
      } catch (SkippedException _) {
        // a command that Redis 7.0 lacks
      } catch (Exception e) {
        throw new IllegalStateException(collector.name() + " failed", e);
      }
    }
    return all.families();
  }

  /// Writes the page, from families to text.
  @Benchmark
  public void writeText() throws IOException {
    TextFormat.write(List.of(page), OutputStream.nullOutputStream());
  }

  /// Writes the page as text with gzip.
  @Benchmark
  public void writeGzip() throws IOException {
    try (OutputStream out = new FastGzip(OutputStream.nullOutputStream())) {
      TextFormat.write(List.of(page), out);
    }
  }

  /// Writes the page, from families to protobuf.
  @Benchmark
  public void writeProtobuf() throws IOException {
    ProtobufFormat.write(List.of(page), OutputStream.nullOutputStream());
  }

  /// Writes the page as protobuf with gzip.
  @Benchmark
  public void writeProtobufGzip() throws IOException {
    try (OutputStream out = new FastGzip(OutputStream.nullOutputStream())) {
      ProtobufFormat.write(List.of(page), out);
    }
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream to) throws IOException {
      super(to, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
