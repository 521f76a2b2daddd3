package io.exporterkit.redis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.options.Option;
import io.exporterkit.options.ParseResult;
import io.exporterkit.redis.cli.Child.Ended;
import io.exporterkit.redis.options.RedisOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of each kind of wrong value of each flag and its variable: the error line and the exit code. [CommandLineTest]
/// shows some of them as a user sees them.
class WrongValuesTest {
  private static final Path TLS = Path.of("src/test/resources/tls").toAbsolutePath();

  /// Flags that accept any text. Wrong values of these flags show when a target is scraped, or in a warning.
  private static final Set<Option<?>> ANY_TEXT =
      Set.of(
          RedisOptions.USER,
          RedisOptions.PASSWORD,
          RedisOptions.CONFIG_COMMAND,
          RedisOptions.TLS_SERVER_NAME,
          RedisOptions.LOG_LEVEL,
          RedisOptions.LOG_FORMAT);

  /// Flag, wrong value, error, and other flags. `FILE` stands for a directory of invalid files, `TLS` for one of valid
  /// files.
  private static final String TABLE =
      """
      redis.addr                | http://h            | unknown scheme http
      redis.addr                | redis://h:port      | it is no URI: the port is not a number
      redis.addr                | redis://h:0         | port out of range
      redis.addr                | redis://h:65536     | port out of range
      redis.addr                | redis://h/abc       | no database number in the path
      redis.addr                | redis://h/-1        | no database number in the path
      redis.addr                | redis://[::1        | it is no URI
      redis.addr                | redis://%zz         | it is no URI
      redis.addr                | unix://             | the path of the socket is missing
      redis.addr                | n1:7000,n2:7000     | it contains several addresses
      redis.addr                | n1,n2               | it contains several addresses
      redis.addr                | n1;n2:7000          | it contains several addresses
      redis.addr                | n1:7000 n2:7000     | it contains several addresses
      redis.addr                | redis://:secret@n1:1,redis://:secret@n2:1 | it contains several addresses
      redis.addr                | redis://:secret@n1:1,:secret@n2:1 | it contains several addresses
      redis.addr                | redis://n1:1/0 redis://n2:1/0 | it contains several addresses
      redis.addr                | 127.0.0.1:7000:7001 | it contains a second port
      redis.addr                | redis://n1:7000:7001/2 | it contains a second port
      redis.addr                | $(REDIS_HOST):7000  | a variable in it was not replaced
      redis.addr                | redis://${HOST}:1   | a variable in it was not replaced
      redis.addr                | redis://{{ .host }} | a variable in it was not replaced
      redis.addr                | redis://h:$(PORT)   | a variable in it was not replaced
      redis.addr                | "redis://h:7000"    | it is enclosed in quotes
      redis.addr                | 'h'                 | it is enclosed in quotes
      redis.addr                | redis:/:secret@h    | want :// between scheme and host
      redis.addr                | redis//:secret@h    | want :// between scheme and host
      redis.addr                | redis:h:7000        | want :// between scheme and host
      redis.addr                | h:7000,password=secret,ssl=True | settings of another client
      redis.addr                | redis://h:7000,password=secret | settings of another client
      redis.addr                | secret://h          | unknown scheme: want redis
      redis.addr                | redis://h/secret    | no database number in the path
      redis.addr                | redis://:12/secret@h | an @ follows the host
      redis.addr                | redis://:12#secret@h | an @ follows the host
      redis.addr                | redis://h!secret    | the host contains a character
      connection-timeout        | abc                 | duration
      connection-timeout        | 5                   | it has no unit
      connection-timeout        |                     | duration
      connection-timeout        | -1s                 | it must not be negative
      connection.max-age        | abc                 | duration
      connection.max-age        | 5                   | has no unit
      connection.max-age        |                     | duration
      connection.max-age        | -1s                 | it must not be negative
      namespace                 | 9lives              | it must not begin with a digit
      check-keys                | db0=a=b             | part 1 has more than one '='
      check-keys                | dbx=a               | part 1 names no database
      check-keys                | db-1=a              | part 1 names no database
      check-keys                | 99999999999=a       | part 1 names no database
      check-keys                | a,b%zz              | part 2 has
      check-single-keys         | db0=a=b             | more than one '='
      check-single-keys         | dbx=a               | names no database
      check-single-keys         | %                   | part 1 has
      count-keys                | db0=a=b             | more than one '='
      count-keys                | dbx=a               | names no database
      count-keys                | %                   | part 1 has
      check-streams             | db0=a=b             | more than one '='
      check-streams             | dbx=a               | names no database
      check-streams             | %                   | part 1 has
      check-single-streams      | db0=a=b             | more than one '='
      check-single-streams      | dbx=a               | names no database
      check-single-streams      | %                   | part 1 has
      check-key-groups          | a"b                 | enclose the field in quotes
      check-key-groups          | "a                  | quote
      check-key-groups          | secret%             | pattern 1 ends with a single %: want %%
      check-key-groups          | ^(user),"(a,secret" | pattern 2 has a ( without its ): want (...)
      check-key-groups          | a,secret[,b         | pattern 2 has a [ without its ]: want [...]
      check-key-groups          | secret.)            | pattern 1 has a ) that closes no capture
      check-key-groups          | secret%b            | pattern 1 has a %b without two characters behind it
      check-key-groups          | secret%fa           | pattern 1 has a %f without a set behind it
      check-key-groups          | secret%1            | pattern 1 has a % with the number of a capture
      max-distinct-key-groups   | -1                  | it must be at least 0
      check-keys-batch-size     | 0                   | it must be at least 1
      check-keys-batch-size     | -5                  | it must be at least 1
      scan.interval             | abc                 | duration
      scan.interval             | 60                  | has no unit
      scan.interval             | -1s                 | it must not be negative
      scan.max-share            | abc                 | want a number from 0 to 1
      scan.max-share            | 5%                  | want a number from 0 to 1
      scan.max-share            | 1.5                 | want a number from 0 to 1
      scan.max-share            | -0.1                | want a number from 0 to 1
      scan.max-share            | NaN                 | want a number from 0 to 1
      scan.max-share            | 0                   | it must be more than 0
      redis.password-file       | secret              | there is no such file
      redis.password-file       | FILE/none           | there is no such file
      script                    | secret,FILE/empty   | file number 1 does not exist
      script                    | FILE/none           | FILE/none does not exist
      tls-ca-cert-file          | secret              | the file does not exist
      tls-client-cert-file      | secret              | the file does not exist | -tls-client-key-file=TLS/rsa.pkcs8.key
      tls-server-ca-cert-file   | secret              | the file does not exist | -tls-server-cert-file=TLS/rsa.crt -tls-server-key-file=TLS/rsa.pkcs8.key
      script                    | FILE/directory      | FILE/directory cannot be read: Is a directory
      script                    | FILE/large          | FILE/large is larger than 1048576 bytes
      script                    | FILE/large/x        | FILE/large/x cannot be read: Not a directory
      script                    | FILE/empty,FILE/no  | FILE/no does not exist
      check-search-indexes      | (                   | it is no regular expression in Go's syntax | -include-search-indexes-metrics
      check-search-indexes      | a(?=b)              | it is no regular expression in Go's syntax | -include-search-indexes-metrics
      web.listen-address        | nonsense            | want host:port
      web.listen-address        | ::1:80              | want host:port
      web.listen-address        | h:http              | the port must be a number
      web.listen-address        | h:70000             | the port must be a number from 0 to 65535
      web.listen-address        | h:                  | the port must be a number
      web.listen-address        | unix:secret         | want unix: and an absolute path
      web.listen-address        | vsock://:9121       | vsock is not supported
      web.config.file           | secret              | the file does not exist
      web.config.file           | FILE/empty          | basic-auth-username is set, too            | -basic-auth-username=u
      web.config.file           | FILE/empty          | basic-auth-password is set, too            | -basic-auth-password=secret
      web.config.file           | FILE/empty          | basic-auth-hash-password is set, too       | -basic-auth-hash-password=secret
      web.config.file           | FILE/empty          | tls-server-cert-file is set, too           | -tls-server-cert-file=TLS/rsa.crt
      web.config.file           | FILE/empty          | tls-server-key-file is set, too            | -tls-server-key-file=TLS/rsa.pkcs8.key
      web.config.file           | FILE/empty          | tls-server-ca-cert-file is set, too        | -tls-server-ca-cert-file=TLS/ca.crt
      web.config.file           | FILE/empty          | tls-server-min-version is set, too         | -tls-server-min-version=TLS1.3
      web.telemetry-path        | metrics             | it must begin with a slash
      web.telemetry-path        | /health             | that path has another use
      web.telemetry-path        | /scrape             | that path has another use
      web.telemetry-path        | /-/reload           | that path has another use
      web.telemetry-path        | /discover-cluster-nodes | that path has another use
      probe.allow               | 10.0.0.1/8          | want 10.0.0.0/8
      probe.allow               | http://h            | unknown scheme: want one of redis, rediss, tcp, valkey, valkeys
      probe.allow               | h:0                 | want a port or ports such as 6379-6389, from 1 to 65535
      probe.credentials         | some                | want all or listed
      web.max-requests          | 0                   | it must be from 1 to 100000
      web.max-requests          | 100001              | it must be from 1 to 100000
      scrape.max-series         | -1                  | it must be 0 for no limit, or above
      scrape.max-series-per-family | -1               | it must be 0 for no limit, or above
      basic-auth-username       | u                   | a password is missing
      basic-auth-password       | secret              | a user is missing: want basic-auth-username
      basic-auth-hash-password  | secret              | a user is missing: want basic-auth-username
      basic-auth-password       | secret              | basic-auth-hash-password is set, too       | -basic-auth-username=u -basic-auth-hash-password=x
      basic-auth-hash-password  | secret              | no bcrypt hash                             | -basic-auth-username=u
      basic-auth-hash-password  | $2a$99$secret       | no bcrypt hash                             | -basic-auth-username=u
      tls-client-cert-file      | TLS/rsa.crt         | tls-client-key-file is missing
      tls-client-key-file       | TLS/rsa.pkcs8.key   | tls-client-cert-file is missing
      tls-server-cert-file      | TLS/rsa.crt         | tls-server-key-file is missing
      tls-server-key-file       | TLS/rsa.pkcs8.key   | tls-server-cert-file is missing
      tls-server-min-version    | SSL3                | want TLS1.0, TLS1.1, TLS1.2 or TLS1.3      | -tls-server-cert-file=TLS/rsa.crt -tls-server-key-file=TLS/rsa.pkcs8.key
      tls-server-min-version    |                     | want TLS1.0, TLS1.1, TLS1.2 or TLS1.3      | -tls-server-cert-file=TLS/rsa.crt -tls-server-key-file=TLS/rsa.pkcs8.key
      tls-server-min-version    | TLS1.4              | want TLS1.0, TLS1.1, TLS1.2 or TLS1.3      | -tls-server-cert-file=TLS/rsa.crt -tls-server-key-file=TLS/rsa.pkcs8.key
      """;

  /// Flag, invalid file, error, and other flags.
  private static final String FILES =
      """
      redis.password-file     | directory         | cannot be read: Is a directory
      redis.password-file     | empty             | is empty: want one password, or a JSON object of passwords by target
      redis.password-file     | large             | is larger than 1048576 bytes
      redis.password-file     | broken.json       | is not a JSON object of passwords by target: line 1, character
      redis.password-file     | lines             | has several lines: want one password
      redis.password-file     | number.json       | value number 1 is not a string
      redis.password-file     | der               | is not UTF-8
      """;

  /// The table for web configuration files.
  private static final String WEB_CONFIGURATIONS =
      """
      web.config.file | none      | does not exist
      web.config.file | directory | cannot be read: Is a directory
      web.config.file | large     | is larger than 1048576 bytes
      """;

  /// The table for files of certificates, with the other flags that they need in `%s`.
  private static final String CERTIFICATES =
      """
      none                | does not exist
      directory           | cannot be read: Is a directory
      empty               | holds no certificate in PEM form
      text                | holds no certificate in PEM form
      der                 | holds no certificate in PEM form
      large               | is larger than 2097152 bytes
      broken.crt          | the block CERTIFICATE is no base64
      malformed.crt       | holds a malformed certificate
      rsa.pkcs8.key       | holds no certificate in PEM form
      """;

  /// The table for the file of the private key that belongs to `rsa.crt`.
  private static final String PRIVATE_KEYS =
      """
      none                    | does not exist
      directory               | cannot be read: Is a directory
      empty                   | holds no private key in PEM form
      text                    | holds no private key in PEM form
      der                     | holds no private key in PEM form
      large                   | is larger than 2097152 bytes
      malformed.key           | holds a malformed private key
      rsa.crt                 | holds no private key in PEM form
      rsa.pkcs8.encrypted.key | holds an encrypted key; a key without a passphrase is needed
      rsa.pkcs1.encrypted.key | holds an encrypted key; a key without a passphrase is needed
      ec.pkcs8.key            | is not the key of the first certificate in TLS/rsa.crt
      """;

  @TempDir static Path folder;

  @RegisterExtension static final Starts starts = new Starts();

  @BeforeAll
  static void writeFiles() throws IOException {
    Files.createDirectory(folder.resolve("directory"));
    Files.createFile(folder.resolve("empty"));
    try (RandomAccessFile large = new RandomAccessFile(folder.resolve("large").toFile(), "rw")) {
      large.setLength(1L << 32);
    }
    Files.writeString(folder.resolve("text"), "secret");
    Files.writeString(folder.resolve("broken.json"), "{\"secret\"]");
    Files.writeString(folder.resolve("lines"), "secret\nsecret\n");
    Files.writeString(folder.resolve("number.json"), "{\"redis://h\": 5}");
    String base64 =
        Files.readString(TLS.resolve("rsa.crt")).replaceAll("-----[A-Z ]+-----|\\s", "");
    Files.write(folder.resolve("der"), Base64.getDecoder().decode(base64));
    for (String label : List.of("CERTIFICATE", "PRIVATE KEY")) {
      String extension = label.equals("CERTIFICATE") ? "crt" : "key";
      String block = "-----BEGIN " + label + "-----\n%s\n-----END " + label + "-----\n";
      Files.writeString(folder.resolve("broken." + extension), block.formatted("?"));
      Files.writeString(folder.resolve("malformed." + extension), block.formatted("c2VjcmV0"));
    }
  }

  private static Ended run(List<String> flags, Map<String, String> environment) {
    // A value that is accepted after all must not occupy a port that others use.
    return starts.run("127.0.0.1:0", flags, environment);
  }

  private static Option<?> option(String name) {
    return RedisOptions.TABLE.options().stream()
        .filter(option -> option.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String[]> cells(String table) {
    return table
        .lines()
        .map(
            line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toArray(String[]::new));
  }

  static Stream<Arguments> values() {
    return cells(TABLE)
        .map(row -> Arguments.of(row[0], row[1], row[2], row.length > 3 ? row[3] : ""));
  }

  @ParameterizedTest(name = "-{0}={1}")
  @MethodSource("values")
  void endsWithOneLineThatNamesTheFlagOrTheVariable(
      String name, String value, String reason, String others) {
    assertIsRefused(option(name), filled(value), filled(reason), words(others), true);
  }

  static Stream<Arguments> files() {
    String targets = "TLS to targets: ";
    String listener = "TLS of the listener: ";
    String key = "-tls-client-key-file=TLS/rsa.pkcs8.key";
    String certificate = "-tls-client-cert-file=TLS/rsa.crt";
    String ofListener = " -tls-server-cert-file=TLS/rsa.crt -tls-server-key-file=TLS/rsa.pkcs8.key";
    return Stream.of(
            cells(FILES).map(row -> Arguments.of(row[0], row[1], "password file: ", row[2], "")),
            cells(WEB_CONFIGURATIONS)
                .map(row -> Arguments.of(row[0], row[1], "web configuration: ", row[2], "")),
            files(CERTIFICATES, "tls-ca-cert-file", targets, ""),
            files(CERTIFICATES, "tls-client-cert-file", targets, key),
            files(PRIVATE_KEYS, "tls-client-key-file", targets, certificate),
            files(CERTIFICATES, "tls-server-ca-cert-file", listener, ofListener.strip()),
            files(CERTIFICATES, "tls-server-cert-file", listener, key.replace("client", "server")),
            files(
                PRIVATE_KEYS,
                "tls-server-key-file",
                listener,
                certificate.replace("client", "server")))
        .flatMap(rows -> rows);
  }

  private static Stream<Arguments> files(
      String table, String flag, String where, String otherFlags) {
    return cells(table).map(row -> Arguments.of(flag, row[0], where, row[1], otherFlags));
  }

  @ParameterizedTest(name = "-{0}={1}")
  @MethodSource("files")
  void endsWithOneLineThatNamesTheFile(
      String name, String file, String where, String reason, String others) {
    Path path = Files.exists(TLS.resolve(file)) ? TLS.resolve(file) : folder.resolve(file);
    String line =
        where + path + (reason.startsWith("the") || reason.startsWith("value") ? ": " : " ");
    assertIsRefused(option(name), path.toString(), line + filled(reason), words(others), false);
  }

  private static String filled(String text) {
    return text.replace("FILE/", folder + "/").replace("TLS/", TLS + "/");
  }

  private static List<String> words(String flags) {
    return flags.isEmpty() ? List.of() : List.of(filled(flags).split(" ", -1));
  }

  /// Fails unless the flag and the variable each lead to one error line and exit code 1.
  ///
  /// @param named whether the line names the flag or variable
  private static void assertIsRefused(
      Option<?> option, String value, String reason, List<String> others, boolean named) {
    List<String> flags = new ArrayList<>(others);
    flags.add("-" + option.name() + "=" + value);
    assertIsLine(run(flags, Map.of()), named ? "flag -" + option.name() : "", reason);
    String variable = option.variable().orElseThrow();
    assertIsLine(
        run(others, Map.of(variable, value)),
        named ? "variable " + variable + " (flag -" + option.name() + ")" : "",
        reason);
  }

  private static void assertIsLine(Ended ended, String where, String reason) {
    assertThat(ended.err()).contains(where).contains(reason).doesNotContain("secret");
    assertThat(ended.err()).hasLineCount(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.exit()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOG_LEVEL", "LOG_FORMAT"})
  void anEmptyLevelOrFormatOfTheLogIsTheDefault(String name) {
    List<String> bad = List.of("-web.telemetry-path=secret");
    List<String> flags = new ArrayList<>(bad);
    flags.add("--" + name.toLowerCase(Locale.ROOT).replace('_', '-') + "=");
    for (Ended ended :
        List.of(run(flags, Map.of()), run(bad, Map.of("REDIS_EXPORTER_" + name, "")))) {
      assertIsLine(ended, "level=ERROR", "it must begin with a slash");
    }
  }

  static Stream<Arguments> booleansAndNumbers() {
    return RedisOptions.TABLE.options().stream()
        .flatMap(option ->
            switch (option.type()) {
              case BOOLEAN ->
                  Stream.of("perhaps", "yes", "").map(value -> Arguments.of(option, value));
              case INTEGER ->
                  Stream.of("many", "1.5", "", "9223372036854775808")
                      .map(value -> Arguments.of(option, value));
              case TEXT, DURATION, PARSED -> Stream.empty();
            });
  }

  @ParameterizedTest(name = "{0}={1}")
  @MethodSource("booleansAndNumbers")
  void aBadBooleanOrNumberIsUsageAsAFlagAndTheDefaultAsAVariable(Option<?> option, String value) {
    boolean bool = option.type() == Option.Type.BOOLEAN;
    Ended ended = run(List.of("-" + option.name() + "=" + value), Map.of());
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith(
            "flag -%s is not %s\nall flags: redis-exporter -help\n"
                .formatted(option.name(), bool ? "true or false" : "a whole number of 64 bits"));
    option
        .variable()
        .ifPresent(variable -> {
          ParseResult result = RedisOptions.TABLE.parse(List.of(), Map.of(variable, value));
          assertThat(result)
              .isInstanceOfSatisfying(
                  ParseResult.Parsed.class,
                  parsed -> {
                    assertThat(parsed.values().get(option)).isEqualTo(option.defaultValue());
                    // An empty variable counts as not set.
                    List<String> warnings =
                        value.isEmpty()
                            ? List.of()
                            : List.of(
                                "variable %s is not %s; the default %s is used"
                                    .formatted(
                                        variable,
                                        bool ? "true or false" : "a whole number",
                                        option.defaultText()));
                    assertThat(parsed.warnings()).isEqualTo(warnings);
                  });
        });
  }

  @Test
  void everyFlagIsLookedAt() {
    Set<String> seen = new HashSet<>();
    Stream.concat(values(), files()).forEach(row -> seen.add(String.valueOf(row.get()[0])));
    assertThat(RedisOptions.TABLE.options())
        .allMatch(option ->
            switch (option.type()) {
              case BOOLEAN, INTEGER -> true;
              case TEXT, DURATION, PARSED ->
                  seen.contains(option.name()) || ANY_TEXT.contains(option);
            });
  }
}
