package io.exporterkit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    ":9121, '', 9121, :9121",
    ":0, '', 0, :0",
    ":65535, '', 65535, :65535",
    ":00080, '', 80, :80",
    "0.0.0.0:9121, 0.0.0.0, 9121, 0.0.0.0:9121",
    "localhost:80, localhost, 80, localhost:80",
    "[::1]:9121, ::1, 9121, [::1]:9121",
    "[::]:1, ::, 1, [::]:1",
    "[]:1, '', 1, :1",
  })
  void reads(String text, String host, int port, String shown) {
    assertThat(ListenAddress.parse(text))
        .isEqualTo(new ListenAddress.Tcp(host, port))
        .hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "9121", "localhost", "::1:9121", "[::1:9121", "::1]:9121", "http://h:1"})
  void refusesOtherShapes(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ListenAddress.parse(text))
        .withMessage("not a listen address: want host:port, [IPv6]:port, :port or unix:/path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":",
        "h:",
        ":x",
        ":-1",
        ":-0",
        ":+1",
        ":65536",
        ":99999999999",
        ": 1",
        ":1 ",
        ":1e3",
        ":\u0661"
      })
  void refusesOtherPorts(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ListenAddress.parse(text))
        .withMessage("not a listen address: the port must be a number from 0 to 65535");
  }

  @ParameterizedTest
  @CsvSource({
    "unix:/run/e.sock, unix:/run/e.sock",
    "unix:///run//e.sock, unix:/run/e.sock",
    "unix:/run/../e:1, unix:/e:1",
  })
  void readsUnixSockets(String text, String shown) {
    assertThat(ListenAddress.parse(text)).isInstanceOf(ListenAddress.Unix.class).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix:", "unix:/", "unix:run/e.sock", "unix:/run/", "unix:/a\0b"})
  void refusesOtherPaths(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ListenAddress.parse(text))
        .withMessage(
            "not a listen address: want unix: and an absolute path, as in unix:/run/exporter.sock");
  }

  @Test
  void refusesVsock() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ListenAddress.parse("vsock://:9121"))
        .withMessage("vsock is not supported: want host:port, [IPv6]:port, :port or unix:/path");
  }
}
