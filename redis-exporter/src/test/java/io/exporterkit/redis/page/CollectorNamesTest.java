package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.options.Option;
import io.exporterkit.redis.options.RedisOptions;
import io.exporterkit.redis.page.AccessLists.Switch;
import io.exporterkit.redis.session.RedisCollector;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests that the names of a collector follow one rule. The collector `rdb_file_size` is the class and file
/// `RdbFileSizeCollector`, and the value of the label `collector`. The table lists the flags that switch collectors on
/// or off, because the names of most flags are those of the original.
class CollectorNamesTest {
  /// Flag, and the collectors that it adds to, or removes from, those of the default flags.
  private static final String TABLE =
      """
      -export-client-list                          + clients
      -include-modules-metrics                     + modules
      -is-tile38                                   + tile38
      -include-rdb-file-size-metric                + rdb_file_size
      -include-config-metrics                      + sentinel_config
      -include-search-indexes-metrics              + search_indexes
      -script=src/test/resources/scripts/one.lua   + scripts
      -check-keys=a                                + keys
      -check-single-keys=a                         + keys
      -count-keys=a                                + count_keys
      -check-streams=a                             + streams
      -check-single-streams=a                      + streams
      -scan.interval=1h                            +
      -exclude-latency-histogram-metrics           - latency latency_histogram
      """;

  record Row(String flag, boolean adds, Set<String> collectors) {
    static Row of(String line) {
      List<String> words = Arrays.asList(line.split(" +", -1));
      return new Row(
          words.get(0), words.get(1).equals("+"), Set.copyOf(words.subList(2, words.size())));
    }

    @Override
    public String toString() {
      return flag;
    }
  }

  static Stream<Row> rows() {
    return TABLE.lines().map(Row::of);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aFlagSwitchesTheseCollectors(Row row) {
    Set<String> few = names(row.adds ? AccessLists.DEFAULT : new Switch("", row.flag));
    Set<String> many = names(row.adds ? new Switch("", row.flag) : AccessLists.DEFAULT);
    Set<String> switched = new HashSet<>(many);
    switched.removeAll(few);
    assertThat(many).containsAll(few);
    assertThat(switched).isEqualTo(row.collectors);
  }

  static Stream<Option<?>> furtherSwitches() {
    Set<String> listed = rows().map(Row::flag).collect(Collectors.toSet());
    return RedisOptions.TABLE.options().stream()
        .filter(option -> option.type() == Option.Type.BOOLEAN)
        .filter(option -> !listed.contains("-" + option.name()));
  }

  @ParameterizedTest
  @MethodSource("furtherSwitches")
  void anyOtherFlagSwitchesNone(Option<?> option) {
    boolean other = !Boolean.parseBoolean(option.defaultText());
    Switch flag = new Switch("", "-" + option.name() + "=" + other);
    assertThat(names(flag)).isEqualTo(names(AccessLists.DEFAULT));
  }

  @Test
  void eachCollectorIsNamedAfterItsClass() {
    assertThat(everything().collectors())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            one -> assertThat(one.getClass().getSimpleName()).isEqualTo(className(one.name())));
  }

  @Test
  void theLabelIsTheName() throws IOException {
    assertThat(GoldenPageTest.golden("default", "redis-8.0").values().keySet())
        .filteredOn(series -> series.family().equals("redis_exporter_collector_outcome"))
        .extracting(series -> series.labels().get("collector"))
        .containsOnlyOnceElementsOf(names(AccessLists.DEFAULT))
        .hasSameSizeAs(names(AccessLists.DEFAULT));
  }

  /// Returns the flags that switch all collectors on.
  static Switch everything() {
    return new Switch("", rows().filter(Row::adds).map(Row::flag).toArray(String[]::new));
  }

  private static Set<String> names(Switch flags) {
    return flags.collectors().stream().map(RedisCollector::name).collect(Collectors.toSet());
  }

  /// In: `rdb_file_size`   Out: `RdbFileSizeCollector`
  private static String className(String collector) {
    return Arrays.stream(collector.split("_", -1))
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining("", "", "Collector"));
  }
}
