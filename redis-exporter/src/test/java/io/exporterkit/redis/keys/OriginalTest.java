package io.exporterkit.redis.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.Original;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same flags and the same data: our series and values against those of the original.
class OriginalTest {
  private static final Pattern SUBJECT =
      Pattern.compile("redis_(key_|keys_count|number_of_distinct|stream_).*");
  // Newer than the original that runs here, or of the moment.
  private static final Pattern LEFT_OUT =
      Pattern.compile("redis_stream_(entries_added|group_consumer_idle).*");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-check-keys=*,db3=user:*",
        "-check-keys=nix,l:1,db3=zzz",
        "-check-single-keys=s:*,s:num,db3=nix",
        "-check-keys=* -disable-exporting-key-values",
        "-check-keys=s:* -check-keys-batch-size=2",
        "-count-keys=s:*,db3=user:*,missing,s:num,nope*",
        "-check-streams=st:*",
        "-check-single-streams=st:1,nix,s:num",
        "-check-streams=st:* -streams-exclude-consumer-metrics",
        "-check-key-groups=^(user):%d+:(.*)$,^(order):%d+,^zz()z,^h",
        "-check-key-groups=^([^:]+):%d+ -max-distinct-key-groups=2",
        "-check-key-groups=(z) -max-distinct-key-groups=0"
      })
  void agreesWithTheOriginal(String flags) {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_8_0)) {
      KeysTest.fill(server);
      server.command("XADD", "st:2", "5-1", "a", "b");
      server.command("XGROUP", "CREATE", "st:2", "g", "0");
      server.command("XREADGROUP", "GROUP", "g", "c", "STREAMS", "st:2", ">");
      String[] all = ("-redis.addr=" + server.uri() + " " + flags).split(" ");
      try (Exporter ours = Exporter.start(all);
          Original original = Original.start(all)) {
        Map<String, Double> theirs = subject(Page.of(original.metrics()));
        assertThat(theirs).isNotEmpty();
        assertThat(subject(ours.metrics())).isEqualTo(theirs);
      }
    }
  }

  /// Labels in the alphabet's order, as the original writes them.
  private static Map<String, Double> subject(Page page) {
    Map<String, Double> values = new TreeMap<>();
    for (String series : page.series()) {
      if (SUBJECT.matcher(series).matches() && !LEFT_OUT.matcher(series).matches()) {
        values.put(sorted(series), page.value(series));
      }
    }
    return values;
  }

  private static String sorted(String series) {
    int brace = series.indexOf('{');
    if (brace < 0) {
      return series;
    }
    String[] labels =
        series.substring(brace + 1, series.length() - 1).split("(?<=\"),(?=[a-z_]+=\")", -1);
    java.util.Arrays.sort(labels);
    return series.substring(0, brace) + String.join(",", labels);
  }
}
