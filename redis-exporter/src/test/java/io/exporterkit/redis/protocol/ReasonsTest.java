package io.exporterkit.redis.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonsTest {
  private static final Credentials SECRET = new Credentials("watcher", "hunter-two-22");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NOPERM User exporter42 has no permissions to run the 'config|get' command",
        "NOPERM User 1001 has no permissions to run the 'xinfo2' command",
        "ERR unknown command 'HTTP2'",
        "ERR unknown subcommand '42'. Try CONFIG HELP.",
        "ERR db3 is out of range on node_7",
      })
  void digitsInNamesStay(String text) {
    assertThat(ServerTexts.clean(text, Credentials.NONE)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ERR max number of clients reached (10000)        | ERR max number of clients reached (N)
          MOVED 3999 127.0.0.1:6381                        | MOVED N N.N.N.N:N
          ERR no route to redis-a:6379                     | ERR no route to redis-a:N
          ERR at 1700000000 client id=57                   | ERR at N client id=N
          ERR since 2026-11-28T03:44:35.123Z               | ERR since N
          ERR since 2026-11-28 03:44:35                    | ERR since N
          ERR ended after 12ms of 1.5s                     | ERR ended after Nms of N.Ns
          ERR object 0x7f3a9c001200                        | ERR object N
          ERR run 53a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3 | ERR run N
          ERR request req1700000000                        | ERR request reqN
          """)
  void portsTimesAndIdsAreMasked(String text, String clean) {
    assertThat(ServerTexts.clean(text, Credentials.NONE)).isEqualTo(clean);
  }

  @Test
  void argumentsThatAServerRepeatsAreLeftOut() {
    assertThat(
            ServerTexts.clean(
                "ERR unknown command `EVAL`, with args beginning with: `return {'a'}`, `N`, ",
                Credentials.NONE))
        .isEqualTo("ERR unknown command `EVAL`");
  }

  @Test
  void isOneLineOfBoundedLength() {
    assertThat(ServerTexts.clean("ERR a\nb\u0000" + "x".repeat(100_000), Credentials.NONE))
        .startsWith("ERR a?b?x")
        .hasSize(160);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ERR max number of clients reached                                             | ERR max number of clients reached
          DENIED Redis is running in protected mode                                     | DENIED Redis is running in protected mode
          WRONGPASS invalid username-password pair or user is disabled.                 | WRONGPASS invalid username-password pair or user is disabled.
          ERR unknown command 'AUTH', with args beginning with: 'watcher' 'hunter-two-2 | ERR unknown command 'AUTH'
          ERR unknown command `AUTH`, with args beginning with: `watcher`, `hunter-two` | ERR unknown command `AUTH`
          ERR wrong number of arguments for 'auth' command                              | ERR wrong number of arguments for 'auth' command (Redis before 6 has no users)
          ERR no such user "watcher" or 'hunter-two-22'                                 | ERR no such user "***" or '***'
          ERR I do not know hunter-two                                                  | ERR I do not know ***
          ERR I do not know >hunter-two-22<                                             | ERR I do not know >***<
          """)
  void authShowsTheServersTextWithoutArguments(String text, String reason) {
    assertThat(ServerTexts.ofAuth(text, SECRET)).isEqualTo(reason);
  }

  @Test
  void aUserIsNotBlamedWhereNoneWasSent() {
    assertThat(
            ServerTexts.ofAuth(
                "ERR wrong number of arguments for 'auth' command", new Credentials("", "pw")))
        .isEqualTo("ERR wrong number of arguments for 'auth' command");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          say "cheese"!   | say \\"cheese\\"!
          größe-achtzehn  | gr\\xc3\\xb6\\xc3\\x9fe-achtzehn
          a b&c/d e       | a+b%26c%2Fd+e
          """)
  void anEscapedPasswordIsHidden(String password, String repeated) {
    assertThat(ServerTexts.clean("ERR what is " + repeated, new Credentials("", password)))
        .isEqualTo("ERR what is ***");
  }
}
