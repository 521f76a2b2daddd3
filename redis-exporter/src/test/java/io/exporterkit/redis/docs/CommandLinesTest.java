package io.exporterkit.redis.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.options.Option;
import io.exporterkit.options.ParseResult;
import io.exporterkit.redis.options.RedisOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The commands in all Markdown files of the repository: the exporter accepts its flags and variables, and the goals of
/// `make` and the files of the repository that a command names exist.
class CommandLinesTest {
  /// A start of the exporter: its program, perhaps after variables, the program in a unit, or the image of a container.
  private static final Pattern START =
      Pattern.compile(
          "(?:ExecStart=|(?:[A-Z_]+=\\S* )+|docker run .*)?(?:\\S*/)?redis[-_]exporter(?::[0-9.]+)?((?: .*)?)");

  /// Flags of the exporter in other places: behind `parity/run --`, in a file of settings, in a list of YAML.
  private static final List<Pattern> FLAGS =
      List.of(
          START,
          Pattern.compile("parity/run.* -- (.*)"),
          Pattern.compile("(?:ARGS|make .*FLAGS)=\"(.*)\""),
          Pattern.compile("(?:command|args): \\[(-.*)]"),
          Pattern.compile("- (--?[a-z]\\S*)"));

  private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
  private static final Pattern VARIABLE = Pattern.compile("\\bREDIS_EXPORTER_[A-Z0-9_]+\\b");
  private static final Pattern MAKE = Pattern.compile("make((?: [a-z]+)+).*");
  private static final Pattern GOAL = Pattern.compile("(?m)^([a-z-]+):");

  /// Names in inline code that begin with a dash and are not flags of the exporter.
  private static final Set<String> OTHERS =
      Set.of(
          "help",
          "name",
          "target",
          "original",
          "list",
          "reuse-values",
          "reset-then-reuse-values",
          "mailq.address",
          "collector.queues",
          "jar.zip",
          "config|set");

  private static final Set<String> NAMES =
      RedisOptions.TABLE.options().stream().map(Option::name).collect(Collectors.toSet());
  private static final Set<String> VARIABLES =
      RedisOptions.TABLE.options().stream()
          .flatMap(option -> option.variable().stream())
          .collect(Collectors.toSet());

  /// The goals of the Makefile, and the folders at the root of the repository.
  private static final Set<String> GOALS = goals();

  private static final Set<String> FOLDERS = folders();

  private static Set<String> goals() {
    try {
      return GOAL.matcher(Files.readString(MarkdownFile.ROOT.resolve("Makefile")))
          .results()
          .map(match -> match.group(1))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> folders() {
    try (Stream<Path> entries = Files.list(MarkdownFile.ROOT)) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !Set.of("target", "dist").contains(name))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void allCommandsAreValid() throws IOException {
    List<MarkdownFile> files = MarkdownFile.all();
    assertThat(files.stream().flatMap(file -> faults(file).stream())).isEmpty();
    assertThat(
            files.stream()
                .flatMap(file -> file.code().stream())
                .flatMap(line -> flags(line.strip()).stream()))
        .hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          redis-exporter -redis.adr=h           | there is no flag -redis.adr; did you mean -redis.addr?
          bin/redis-exporter -connection-timeout 5 | flag -connection-timeout is not a duration
          A=b x/bin/redis-exporter -debug false | ignored on the command line
          docker run -p 1:1 ghcr.io/exporterkit/redis-exporter:0.1.0 -debg | there is no flag -debg; did you mean -debug?
          ExecStart=/usr/bin/redis-exporter -redis.addr | flag -redis.addr needs a value: -redis.addr=text
          ARGS="-redis.addr=h -debg"            | there is no flag -debg; did you mean -debug?
          command: [-debg, -check-keys=a]       | there is no flag -debg; did you mean -debug?
          - --check-kys=queue:*                 | there is no flag -check-kys; did you mean -check-keys?
          export REDIS_EXPORTER_NAMSPACE=a      | no variable REDIS_EXPORTER_NAMSPACE
          make golden dcs                       | no goal dcs
          promtool check rules mixin/gone.yaml  | no file mixin/gone.yaml
          helm install x deploy/chart/gone --set a=b | no file deploy/chart/gone
          """)
  void faultsAreFound(String line, String fault) {
    assertThat(faults(MarkdownFile.of("docs/x.md", List.of("```", line, "```"))))
        .singleElement()
        .asString()
        .startsWith("docs/x.md: ")
        .contains(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          `-check-kys=*`                        | no flag -check-kys
          Set `REDIS_EXPORTER_NAMSPACE`.        | no variable REDIS_EXPORTER_NAMSPACE
          Run `make dcs`.                       | no goal dcs
          See `docs/gone.md`.                   | no file docs/gone.md
          """)
  void faultsInTextAreFound(String line, String fault) {
    assertThat(faults(MarkdownFile.of("docs/x.md", List.of(line))))
        .singleElement()
        .asString()
        .contains(fault);
  }

  private static List<String> faults(MarkdownFile file) {
    List<String> faults = new ArrayList<>();
    for (String line : String.join("\n", file.code()).replace("\\\n", "").split("\n", -1)) {
      String command = line.replaceFirst("(^|\\s)#.*", "").strip();
      flags(command).ifPresent(flags -> parse(flags).ifPresent(faults::add));
      faults.addAll(named(command));
    }
    for (String span : file.spans()) {
      if (span.matches("--?[a-z].*")) {
        String name = span.replaceFirst("--?", "").replaceFirst("[ =].*", "");
        if (!NAMES.contains(name) && !OTHERS.contains(name)) {
          faults.add("no flag -" + name);
        }
      }
      faults.addAll(named(span));
    }
    return faults.stream().map(fault -> file.name() + ": " + fault).toList();
  }

  /// Returns the flags of the exporter in a line of code, up to a pipe or a placeholder; empty where there is none.
  private static Optional<List<String>> flags(String command) {
    for (Pattern pattern : FLAGS) {
      Matcher matcher = pattern.matcher(command);
      if (matcher.matches()) {
        return Optional.of(
            WORD.matcher(matcher.group(1).replace(", ", " "))
                .results()
                .map(word -> word.group().replaceAll("['\"]", ""))
                .filter(word -> !word.equals("demo"))
                .takeWhile(word -> !word.matches("[|>&;\\[].*"))
                .toList());
      }
    }
    return Optional.empty();
  }

  /// Returns the error of parsing these flags, or the first warning.
  private static Optional<String> parse(List<String> flags) {
    return switch (RedisOptions.TABLE.parse(flags, Map.of())) {
      case ParseResult.Parsed(_, List<String> warnings) -> warnings.stream().findFirst();
      case ParseResult.Help _ -> Optional.empty();
      case ParseResult.Usage(String error) -> Optional.of(error);
      case ParseResult.Invalid(String error) -> Optional.of(error);
    };
  }

  /// Returns what a command or a span names although it does not exist.
  private static List<String> named(String code) {
    List<String> faults = new ArrayList<>();
    VARIABLE
        .matcher(code)
        .results()
        .map(MatchResult::group)
        .filter(variable -> !VARIABLES.contains(variable))
        .forEach(variable -> faults.add("no variable " + variable));
    Matcher make = MAKE.matcher(code);
    if (make.matches()) {
      Stream.of(make.group(1).strip().split(" ", -1))
          .filter(goal -> !GOALS.contains(goal))
          .forEach(goal -> faults.add("no goal " + goal));
    }
    for (String word : code.split("\\s", -1)) {
      String path = word.replaceFirst("[.,:]$", "");
      boolean isPlain = path.matches("[\\w.-]+(/[\\w.-]+)*/?") && path.contains("/");
      if (isPlain
          && FOLDERS.contains(path.replaceFirst("/.*", ""))
          && !Files.exists(MarkdownFile.ROOT.resolve(path))) {
        faults.add("no file " + path);
      }
    }
    return faults;
  }
}
