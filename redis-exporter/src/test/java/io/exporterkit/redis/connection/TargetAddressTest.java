package io.exporterkit.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.connection.TargetAddress.Origin;
import io.exporterkit.redis.connection.TargetAddress.Parsed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetAddressTest {
  @ParameterizedTest
  @CsvSource({
    "h, redis://h:6379",
    "h:7000, redis://h:7000",
    "h:, redis://h:6379",
    "h:7000/3, redis://h:7000/3",
    "redis://h/, redis://h:6379",
    "tcp://h:1, redis://h:1",
    "valkey://h:1, redis://h:1",
    "rediss://h:1, rediss://h:1",
    "valkeys://h, rediss://h:6379",
    "REDIS://h, redis://h:6379",
    "redis://, redis://localhost:6379",
    "/5, redis://localhost:6379/5",
    "redis://[::1]:7/2, redis://[::1]:7/2",
    "[fe80::1], redis://[fe80::1]:6379",
    "redis://u:p@h:7?x=1#y, redis://h:7",
    "my_redis.svc:6380, redis://my_redis.svc:6380",
    "unix:///run/r.sock, unix:///run/r.sock",
  })
  void readsAddresses(String text, String shown) {
    assertThat(valid(text, Origin.REQUEST).display()).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "redis://u:p%40s@h, FLAG, u, p@s",
    "redis://:p@h, FLAG, '', p",
    "redis://x@h, FLAG, '', x",
    "redis://x@h, REQUEST, x, ''",
    "redis://u:p@h, REQUEST, u, ''",
    "redis://a@b:c@h, FLAG, a@b, c",
    "unix://u:p@/run/r.sock, FLAG, u, p",
  })
  void readsCredentials(String text, Origin origin, String user, String password) {
    TargetAddress address = valid(text, origin);
    assertThat(address.user()).isEqualTo(user);
    assertThat(address.password()).isEqualTo(password);
    assertThat(address.toString()).doesNotContain("p@s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1", "/abc", "redis://h/x", "foo://x", "h:65536"})
  void takesUrisThatAreNoAddress(String text) {
    assertThat(TargetAddress.parse(text, Origin.REQUEST)).isInstanceOf(Parsed.Unusable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":foo",
        "a b",
        "redis://[::1",
        "redis://h:abc",
        "%zz",
        "://h",
        "1x://h",
        "h/%2",
        "a\u0001b"
      })
  void refusesWhatIsNoUri(String text) {
    assertThat(TargetAddress.parse(text, Origin.REQUEST)).isInstanceOf(Parsed.Malformed.class);
  }

  private static TargetAddress valid(String text, Origin origin) {
    if (TargetAddress.parse(text, origin) instanceof Parsed.Valid(TargetAddress address)) {
      return address;
    }
    throw new AssertionError(text + " is " + TargetAddress.parse(text, origin));
  }
}
