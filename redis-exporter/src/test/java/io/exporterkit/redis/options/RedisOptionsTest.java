package io.exporterkit.redis.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.options.ParseResult;
import io.exporterkit.web.ListenAddress;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests that the options equal those of the contract: `contract/flags.tsv` lists flag, variable, type and default of
/// every option of oliver006/redis_exporter.
final class RedisOptionsTest {
  private static final List<Option<?>> OURS =
      List.of(
          RedisOptions.CONNECTION_MAX_AGE,
          RedisOptions.SCAN_INTERVAL,
          RedisOptions.SCAN_MAX_SHARE,
          RedisOptions.PROBE_ALLOW,
          RedisOptions.PROBE_CREDENTIALS,
          RedisOptions.MAX_REQUESTS,
          RedisOptions.SYSTEMD_SOCKET,
          RedisOptions.WEB_CONFIG_FILE,
          RedisOptions.ENABLE_OPENMETRICS,
          RedisOptions.HANDLER_METRICS,
          RedisOptions.MAX_SERIES,
          RedisOptions.MAX_SERIES_PER_FAMILY);

  @Test
  void coversTheContractExactly() throws IOException {
    assertThat(RedisOptions.TABLE.options().stream().filter(option -> !OURS.contains(option)))
        .extracting(RedisOptionsTest::facts)
        .containsExactlyInAnyOrderElementsOf(contract());
  }

  @Test
  void addsOptionsOfOurOwn() {
    assertThat(OURS)
        .extracting(RedisOptionsTest::facts)
        .containsExactly(
            "connection.max-age\tREDIS_EXPORTER_CONNECTION_MAX_AGE\tduration\t60s",
            "scan.interval\tREDIS_EXPORTER_SCAN_INTERVAL\tduration\t0s",
            "scan.max-share\tREDIS_EXPORTER_SCAN_MAX_SHARE\ttext\t1",
            "probe.allow\tREDIS_EXPORTER_PROBE_ALLOW\ttext\t",
            "probe.credentials\tREDIS_EXPORTER_PROBE_CREDENTIALS\ttext\tall",
            "web.max-requests\tREDIS_EXPORTER_WEB_MAX_REQUESTS\tinteger\t250",
            "web.systemd-socket\tREDIS_EXPORTER_WEB_SYSTEMD_SOCKET\tboolean\tfalse",
            "web.config.file\tREDIS_EXPORTER_WEB_CONFIG_FILE\ttext\t",
            "web.enable-openmetrics\tREDIS_EXPORTER_WEB_ENABLE_OPENMETRICS\tboolean\tfalse",
            "web.handler-metrics\tREDIS_EXPORTER_WEB_HANDLER_METRICS\tboolean\tfalse",
            "scrape.max-series\tREDIS_EXPORTER_SCRAPE_MAX_SERIES\tinteger\t0",
            "scrape.max-series-per-family\tREDIS_EXPORTER_SCRAPE_MAX_SERIES_PER_FAMILY\tinteger\t0");
    assertThat(RedisOptions.TABLE.options()).containsAll(OURS);
  }

  @Test
  void everyConstantStandsInTheTable() {
    long constants =
        Arrays.stream(RedisOptions.class.getDeclaredFields())
            .filter(field -> field.getType() == Option.class)
            .filter(field -> Modifier.isPublic(field.getModifiers()))
            .count();
    assertThat(RedisOptions.TABLE.options()).hasSize((int) constants);
  }

  @Test
  void hidesEveryPassword() {
    assertThat(RedisOptions.TABLE.options().stream().filter(Option::isSecret))
        .containsExactly(
            RedisOptions.PASSWORD,
            RedisOptions.BASIC_AUTH_PASSWORD,
            RedisOptions.BASIC_AUTH_HASH_PASSWORD);
  }

  @Test
  void everyHelpIsSentencesAndEveryOptionHasAGroup() {
    assertThat(RedisOptions.TABLE.options())
        .allSatisfy(option -> {
          assertThat(option.help()).matches("[A-Z].*[a-zA-Z0-9)*]\\.").hasSizeGreaterThan(20);
          assertThat(option.group()).isNotEqualTo("general");
        });
    assertThat(RedisOptions.TABLE.options()).extracting(Option::help).doesNotHaveDuplicates();
  }

  @Test
  void groupsStandTogether() {
    List<String> groups = RedisOptions.TABLE.options().stream().<String>map(Option::group).toList();
    long changes =
        Stream.iterate(1, i -> i < groups.size(), i -> i + 1)
            .filter(i -> !groups.get(i).equals(groups.get(i - 1)))
            .count();
    assertThat(changes + 1).isEqualTo(groups.stream().distinct().count());
  }

  @Test
  void readsACommandLine() {
    ParseResult result =
        RedisOptions.TABLE.parse(
            List.of("--redis.addr=valkey://cache:6380/2", "-debug", "-connection-timeout", "1m30s"),
            Map.of("REDIS_EXPORTER_WEB_MAX_REQUESTS", "10", "REDIS_EXPORTER_DEBUG", "false"));

    assertThat(result)
        .isInstanceOfSatisfying(
            ParseResult.Parsed.class,
            parsed -> {
              assertThat(parsed.warnings()).isEmpty();
              assertThat(parsed.values().get(RedisOptions.ADDR)).isEqualTo("valkey://cache:6380/2");
              assertThat(parsed.values().get(RedisOptions.DEBUG)).isTrue();
              assertThat(parsed.values().get(RedisOptions.CONNECTION_TIMEOUT))
                  .isEqualTo(Duration.ofSeconds(90));
              assertThat(parsed.values().get(RedisOptions.CONNECTION_MAX_AGE))
                  .isEqualTo(Duration.ofMinutes(1));
              assertThat(parsed.values().get(RedisOptions.MAX_REQUESTS)).isEqualTo(10L);
            });
  }

  @Test
  void aBooleanThatIsNoneIsRefusedByName() {
    RedisOptions.TABLE.options().stream()
        .filter(option -> option.type().word().equals("boolean"))
        .forEach(option ->
            assertThat(
                    RedisOptions.TABLE.parse(List.of("-" + option.name() + "=perhaps"), Map.of()))
                .isInstanceOfSatisfying(
                    ParseResult.Usage.class,
                    usage ->
                        assertThat(usage.error())
                            .contains(option.name())
                            .doesNotContain("perhaps")));
  }

  /// Text flags whose empty value has a meaning of its own. For all other text flags it means the default.
  private static final List<Option<?>> WITH_EMPTY =
      List.of(RedisOptions.ADDR, RedisOptions.NAMESPACE, RedisOptions.CHECK_SEARCH_INDEXES);

  static Stream<Option<?>> texts() {
    return RedisOptions.TABLE.options().stream()
        .filter(option -> option.type() == Option.Type.TEXT && !WITH_EMPTY.contains(option));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void anEmptyTextIsTheDefault(Option<?> option) {
    ExporterConfig byDefault = config(List.of(), Map.of());
    assertThat(withEmpty(option)).containsExactly(byDefault, byDefault);
  }

  @Test
  void anEmptyTextMeansWhatItMeansInTheOriginal() {
    assertThat(withEmpty(RedisOptions.ADDR)).allMatch(config -> config.target().isEmpty());
    assertThat(withEmpty(RedisOptions.NAMESPACE)).allMatch(config -> config.namespace().isEmpty());
    assertThat(
            List.of(
                values(List.of("--web.listen-address="), Map.of()),
                values(List.of(), Map.of("REDIS_EXPORTER_WEB_LISTEN_ADDRESS", ""))))
        .allMatch(values ->
            values.get(RedisOptions.LISTEN_ADDRESS).equals(List.of(ListenAddress.parse(":80"))));
    assertThat(withEmpty(RedisOptions.CHECK_SEARCH_INDEXES, "-include-search-indexes-metrics"))
        .allMatch(config -> config.features().searchIndexes().orElseThrow().matcher("x").find());
  }

  /// Returns the configurations with an empty flag and with an empty variable.
  private static List<ExporterConfig> withEmpty(Option<?> option, String... flags) {
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--" + option.name() + "=");
    return List.of(
        config(all, Map.of()), config(List.of(flags), Map.of(option.variable().orElseThrow(), "")));
  }

  private static ExporterConfig config(List<String> flags, Map<String, String> environment) {
    if (RedisOptions.TABLE.parse(flags, environment) instanceof ParseResult.Parsed parsed) {
      assertThat(parsed.warnings()).isEmpty();
      ExporterConfig config = ExporterConfig.of(parsed.values());
      List<String> warnings = new ArrayList<>();
      assertThat(new RedisStandardOptions().web(parsed.values(), warnings).addresses()).hasSize(1);
      assertThat(warnings).isEmpty();
      return config;
    }
    throw new AssertionError("refused: " + flags + environment);
  }

  private static OptionValues values(List<String> flags, Map<String, String> environment) {
    return ((ParseResult.Parsed) RedisOptions.TABLE.parse(flags, environment)).values();
  }

  @Test
  void severalListenAddressesAreOneList() {
    assertThat(
            values(
                    List.of("-web.listen-address=:1", "-web.listen-address", "[::1]:2,h:3"),
                    Map.of())
                .get(RedisOptions.LISTEN_ADDRESS))
        .extracting(ListenAddress::toString)
        .containsExactly(":1", "[::1]:2", "h:3");
  }

  private static String facts(Option<?> option) {
    return String.join(
        "\t",
        option.name(),
        option.variable().orElse(""),
        option.type() == Option.Type.PARSED ? "text" : option.type().word(),
        option.defaultText());
  }

  private static List<String> contract() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(RedisOptionsTest.class.getResourceAsStream("/contract/flags.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
