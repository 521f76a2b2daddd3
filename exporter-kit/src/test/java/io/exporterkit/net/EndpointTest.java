package io.exporterkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.exporterkit.net.Endpoint.Transport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "h,TCP,h,5,'',h:5",
    "h:1,TCP,h,1,'',h:1",
    "tcp://[::1]:2,TCP,::1,2,'',[::1]:2",
    "tls://h,TLS,h,5,'',tls://h:5",
    "unix:/a/b,UNIX,'',0,/a/b,unix:/a/b",
    "unix:///a/b,UNIX,'',0,/a/b,unix:/a/b"
  })
  void isReadAndWritten(
      String text, Transport transport, String host, int port, String path, String written) {
    Endpoint endpoint = Endpoint.parse(text, 5);
    assertThat(endpoint).isEqualTo(new Endpoint(transport, host, port, path));
    assertThat(endpoint).hasToString(written);
    assertThat(Endpoint.parse(written, 0)).isEqualTo(endpoint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "http://h:1", "h:x", "u:s3cret@h:1", "tls://", "unix:", "unix:a"})
  void anythingElseIsRefusedWithoutBeingQuoted(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.parse(text, 5))
        .withMessageStartingWith("want ")
        .withMessageNotContaining("s3cret");
  }
}
