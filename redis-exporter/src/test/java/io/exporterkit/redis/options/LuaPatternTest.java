package io.exporterkit.redis.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.ServerKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that compare the check of patterns with the Lua of real servers: a refused pattern fails there on some key, an
/// accepted pattern on none.
class LuaPatternTest {
  private static final String FINE = "";
  private static final String PERCENT = "ends with a single %";
  private static final String SET = "has a [ without its ]";
  private static final String BALANCE = "has a %b without two characters";
  private static final String FRONTIER = "has a %f without a set";
  private static final String NUMBER = "has a % with the number of a capture";
  private static final String OPENS = "has a ( without its )";
  private static final String CLOSES = "has a ) that closes no capture";
  private static final String MANY = "has more than 32 captures";

  private record Row(String pattern, String fault) {}

  private static Row row(String pattern, String fault) {
    return new Row(pattern, fault);
  }

  private static final List<Row> TABLE =
      List.of(
          row("", FINE),
          row("^", FINE),
          row("$", FINE),
          row("^$", FINE),
          row("^(user):%d+:(.*)$", FINE),
          row("*a", FINE),
          row("a**", FINE),
          row("%%", FINE),
          row("%é", FINE),
          row("%", PERCENT),
          row("a%", PERCENT),
          row("é%", PERCENT),
          row("%%%", PERCENT),
          row("a*%", PERCENT),
          row("[a", SET),
          row("[", SET),
          row("[^", SET),
          row("[]", SET),
          row("[^]", SET),
          row("[]]", FINE),
          row("[^]]", FINE),
          row("[%]", SET),
          row("[%]]", FINE),
          row("[a%", SET),
          row("[a-", SET),
          row("[a-]", FINE),
          row("[é]", FINE),
          row("[é", SET),
          row("[[]", FINE),
          row("(a", OPENS),
          row("(", OPENS),
          row("((a)", OPENS),
          row("(()", OPENS),
          row("a(", OPENS),
          row("(a))", CLOSES),
          row("())", CLOSES),
          row(".)", CLOSES),
          row("^)", CLOSES),
          row("(()a)", FINE),
          row("()", FINE),
          row("%(a%)", FINE),
          // A pattern without a special character is searched for as plain text.
          row("a]", FINE),
          row("a]*", FINE),
          row("%b", BALANCE),
          row("%bx", BALANCE),
          row("a%b", BALANCE),
          row("%b()", FINE),
          row("%baa", FINE),
          row("%bé", FINE),
          row("%bé%", PERCENT),
          row("%b%%", FINE),
          row("%f", FRONTIER),
          row("%fa", FRONTIER),
          row("%f%a", FRONTIER),
          row("%f[a]", FINE),
          row("%f[%z]", FINE),
          row("%f[a", SET),
          row("%f[]", SET),
          row("%0", NUMBER),
          row("%1", NUMBER),
          row("a%1", NUMBER),
          row("(a)%1", FINE),
          row("(a)%2", NUMBER),
          row("(a%1)", NUMBER),
          row("(a)(b%2)", NUMBER),
          row("((a)%2)", FINE),
          row("((a)%1)", NUMBER),
          row("%9", NUMBER),
          row("()%1", FINE),
          row("()".repeat(32), FINE),
          row("()".repeat(33), MANY),
          row("(a)".repeat(32), FINE),
          row("(a*)".repeat(33), MANY),
          row("(".repeat(32), OPENS),
          row("(".repeat(33), MANY),
          // An error behind a part that matches no key has no effect.
          row("()%1%", FINE),
          row("()%1(", FINE),
          row("[b-a]%", FINE),
          row("[b-a]?%", PERCENT),
          row("[b-a]*%", PERCENT),
          row("[b-a]+%", FINE),
          row("[b-a]-%", PERCENT),
          row("[^%s%S]%", FINE),
          row("[^%s%d]%", PERCENT),
          row("[^%z%Z](", FINE),
          row("%f[a]b%", FINE),
          row("%f[a]a%", PERCENT),
          row("%f[a]b?%", PERCENT),
          row("a%f[a]%", FINE),
          row("a?%f[a]%", PERCENT),
          row("b%f[a]%", PERCENT),
          row("a%f[b]$(", FINE),
          row("a%f[b]b(", OPENS),
          row("(a%f[b]$", FINE),
          row("(a%f[%z]$", OPENS),
          row("^%f[^%z]a%", PERCENT),
          row("^%f[%z]%", FINE),
          row("%f[%z]%", PERCENT),
          row("(a)%f[b]%1%", FINE),
          row("(a)%f[b]b%1%", PERCENT),
          row("(a)%1%f[a]%", FINE),
          row("(a*)%f[b]%1%", PERCENT),
          row("(ab)%1%f[1]%", PERCENT),
          row("(ab)%1%f[b]%", FINE),
          row("%bab%f[b]%", FINE),
          row("%bab%f[1]%", PERCENT),
          row("a%f[b]%bab%", FINE),
          row("1%f[a]%bab%", PERCENT));

  /// A script that returns the first error of each pattern of KEYS, or `-`. The subjects are ARGV and all texts of up
  /// to six of the bytes `a`, `b`, `1` and space.
  private static final String FIND =
      """
      local subjects = {''}
      local from = 1
      for _ = 1, 6 do
        local last = #subjects
        for i = from, last do
          for _, byte in ipairs({'a', 'b', '1', ' '}) do
            subjects[#subjects + 1] = subjects[i] .. byte
          end
        end
        from = last + 1
      end
      for _, subject in ipairs(ARGV) do
        subjects[#subjects + 1] = subject
      end
      local answers = {}
      for i, pattern in ipairs(KEYS) do
        local answer = '-'
        for _, subject in ipairs(subjects) do
          local fine, why = pcall(string.find, subject, pattern)
          if not fine then
            answer = why
            break
          end
        end
        answers[i] = answer
      end
      return answers
      """;

  private static final List<String> SUBJECTS =
      List.of(
          "ababab", "é", "é-é", "()", "%", "%%", "%%%", "x%x", "a1%", "b]b", "aé\u00a9", "ab1ab1");

  private static List<String> errors(RedisServer server, List<String> patterns) {
    List<String> words = new ArrayList<>(List.of("EVAL", FIND, Integer.toString(patterns.size())));
    words.addAll(patterns);
    words.addAll(SUBJECTS);
    try (RespConnection connection = server.connect()) {
      return connection.command(words.toArray(String[]::new)).lines().toList();
    }
  }

  /// Returns the error that the check reports, or an empty text if the pattern is accepted.
  private static String fault(String pattern) {
    try {
      LuaPattern.check(pattern.getBytes(StandardCharsets.UTF_8));
      return FINE;
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_6_0", "REDIS_8_0", "VALKEY_9_1"})
  void refusesWhatFailsOnARealServer(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind)) {
      List<String> errors = errors(server, TABLE.stream().map(Row::pattern).toList());
      for (int i = 0; i < TABLE.size(); i++) {
        Row row = TABLE.get(i);
        String fault = fault(row.pattern);
        assertThat(fault).as(row.pattern).startsWith(row.fault);
        assertThat(fault.isEmpty()).as(row.pattern).isEqualTo(row.fault.isEmpty());
        assertThat(errors.get(i).equals("-"))
            .as("%s is fine for the server: %s", row.pattern, errors.get(i))
            .isEqualTo(row.fault.isEmpty());
      }
    }
  }

  private static final List<String> PIECES =
      List.of(
          "a", "b?", "1*", "[ab]+", ".-", "%A", "%d", "[^a]", "[b-a]", "[b-a]*", "(", ")", "()",
          "%bab", "%f[a]", "%f[^a]", "%1", "%2");

  private static final List<String> LAST = List.of("", "$", "%", "[", "%b", "%f", "%3");

  private static String mixture(Random random) {
    StringBuilder pattern = new StringBuilder(random.nextInt(3) == 0 ? "^" : "");
    for (int piece = random.nextInt(4); piece > 0; piece--) {
      pattern.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return pattern.append(LAST.get(random.nextInt(LAST.size()))).toString();
  }

  /// The seed is fixed: with this seed, every pattern with an error fails on one of the subjects of the script.
  @Test
  void agreesWithARealServerOnMixtures() {
    Random random = new Random(7);
    List<String> patterns = Stream.generate(() -> mixture(random)).limit(400).toList();
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0)) {
      List<String> errors = errors(server, patterns);
      for (int i = 0; i < patterns.size(); i++) {
        // See refusesAParenthesisThatClosesNothing.
        boolean isText = patterns.get(i).matches("[^$*+?.(\\[%^-]*\\)[^$*+?.(\\[%^-]*");
        assertThat(fault(patterns.get(i)).isEmpty() || isText)
            .as("%s: %s", patterns.get(i), errors.get(i))
            .isEqualTo(errors.get(i).equals("-"));
      }
    }
  }

  /// Tests the one case in which the check is stricter than Lua, which searches for such a pattern as plain text.
  @ParameterizedTest
  @ValueSource(strings = {")", "a)", "user:)", "a))"})
  void refusesAParenthesisThatClosesNothing(String pattern) {
    assertThat(fault(pattern)).startsWith(CLOSES);
  }

  @Test
  void saysWhichPatternIsBadAndNotItsText() {
    assertThatThrownBy(() -> LuaPattern.checkAll(List.of("^(user)", "a]", "secret%")))
        .hasMessage("pattern 3 ends with a single %: want %% for the sign itself");
  }
}
