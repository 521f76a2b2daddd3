package io.exporterkit.redis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.options.Option;
import io.exporterkit.redis.cli.Child.Ended;
import io.exporterkit.redis.options.RedisOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that neither standard output nor the log repeats input that was not understood: each flag and each variable
/// with values that hold a secret, and command lines with a secret in the wrong place.
class NothingRepeatedTest {
  private static final String SECRET = "s3cret";

  /// Values that are wrong for most flags. Flags that accept them do not print them at start.
  private static final List<String> VALUES =
      List.of(
          "s3cret",
          "=s3cret",
          "a=b=s3cret",
          "dbs3cret=x",
          "%s3cret",
          "\"s3cret",
          "9s3cret",
          "s3cret:",
          ":s3cret",
          "/no/such/folder/s3cret",
          "redis://:a@n1:1,redis://:s3cret@n2:1",
          "n1:1,password=s3cret,ssl=True");

  /// Flags that accept every value, and may print it.
  private static final Set<Option<?>> UNDERSTOOD =
      Set.of(
          RedisOptions.ADDR, // a host is shown; TargetAddressTest tests its values
          RedisOptions.NAMESPACE,
          RedisOptions.TELEMETRY_PATH);

  @RegisterExtension static final Starts starts = new Starts();

  static Stream<Option<?>> options() {
    return RedisOptions.TABLE.options().stream().filter(option -> !UNDERSTOOD.contains(option));
  }

  @ParameterizedTest
  @MethodSource("options")
  void noValueIsRepeated(Option<?> option) {
    for (String value : VALUES) {
      assertIsSilent(List.of("-" + option.name() + "=" + value), Map.of());
      if (option.variable().isPresent()) {
        assertIsSilent(List.of(), Map.of(option.variable().get(), value));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis.password=s3cret",
        "REDIS_PASSWORD=s3cret",
        "-- redis.password=s3cret",
        "-- -redis.password=s3cret",
        "-- -redis.password s3cret",
        "\u2013 redis.password=s3cret",
        "\u2013redis.password=s3cret",
        "\u2014redis.password=s3cret",
        "\u2212\u2212redis.password=s3cret",
        "- s3cret",
        "s3cret",
        "false -redis.password s3cret",
        "-debug false s3cret",
        "-redis.pasword=s3cret",
        "-redis.pasword s3cret",
        "-REDIS_PASSWORD=s3cret",
        "-s3cret",
        "--s3cret",
        "---redis.password=s3cret",
        "-=s3cret",
        "-redis.password-s3cret",
        "-redis.passwords3cret",
        "-redis.password:s3cret",
        "-redis.addr=redis://:a@n1:1,redis://:s3cret@n2:1",
        "-redis.addr=redis:/:s3cret@n1:1",
        "-redis.addr=redis//:s3cret@n1:1",
        "-redis.addr=redis://n1:1/:s3cret@n1",
        "-redis.addr=redis://n1:1?password=s3cret",
        "-redis.addr=redis://n1:1#s3cret",
        "-redis.addr=s3cret://n1:1",
        "-redis.addr -redis.password=s3cret",
        "-redis.user -redis.password=s3cret",
      })
  void noWordOfACommandLineIsRepeated(String line) {
    List<String> flags = new ArrayList<>(List.of("-redis.addr="));
    flags.addAll(Arrays.asList(line.split(" ", -1)));
    assertIsSilent(flags, Map.of());
  }

  @Test
  void noValueOfAnUnknownVariableIsRepeated() {
    Ended ended =
        assertIsSilent(
            List.of(),
            Map.of(
                "REDIS_PASWORD", "s3cret",
                "REDIS_EXPORTER_INCLUDE_CONFIG_METRICS", "s3cret",
                "REDIS_EXPORTER_PORT", "tcp://s3cret:9121",
                "REDIS_EXPORTER_SERVICE_HOST", "s3cret"));
    assertThat(ended.err())
        .contains("variable REDIS_PASWORD is not known; is REDIS_PASSWORD meant?")
        .contains("is REDIS_EXPORTER_INCL_CONFIG_METRICS meant?")
        .doesNotContain("REDIS_EXPORTER_PORT", "SERVICE_HOST");
  }

  @Test
  void aLineBreakBehindAPasswordIsWarnedOf() {
    Ended ended = assertIsSilent(List.of(), Map.of("REDIS_PASSWORD", "s3cret\n"));
    assertThat(ended.err())
        .contains(
            "variable REDIS_PASSWORD (flag -redis.password): the value ends with a line break");
  }

  /// Starts the program with an address that does not exist, so that every start ends.
  private static Ended assertIsSilent(List<String> flags, Map<String, String> environment) {
    List<String> all = new ArrayList<>(List.of("-debug"));
    all.addAll(flags);
    Ended ended = starts.run("[::zz]:0", all, environment);
    assertThat(ended.out() + ended.err())
        .as(flags + " " + environment)
        .isNotEmpty()
        .doesNotContain(SECRET);
    return ended;
  }
}
