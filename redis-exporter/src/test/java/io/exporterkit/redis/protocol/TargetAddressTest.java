package io.exporterkit.redis.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.protocol.TargetAddress.Origin;
import io.exporterkit.redis.protocol.TargetAddress.Parsed;
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
    "redis://[fe80::1%25eth0]:7, redis://[fe80::1%eth0]:7",
    "::1:7, redis://[::1]:7",
    "redis://b\u00fccher:7, redis://b\u00fccher:7",
    "unix:///run/r@1.sock, unix:///run/r@1.sock",
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
  @ValueSource(
      strings = {
        "http://127.0.0.1",
        "/abc",
        "redis://h/x",
        "foo://x",
        "h:65536",
        "n1:1,n2:2",
        "n1,n2",
        "n1;n2",
        "redis://:a@n1:6379,redis://:b@n2:6379",
        "redis://u@n1:6379,u@n2:6379",
        "h:1:2",
        "a:b:c:1",
        "$(HOST):1",
        "redis:/:p@h",
        "redis//:p@h",
        "redis://h,password=p",
        "redis://h=p",
        "redis://'h'",
        "redis://[h]:1",
        "redis://[::1,x]:1",
        "redis://h:1/0?x=y@z",
        "redis://h/:p@h",
      })
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:a@n1:1,redis://:s3cret@n2:1",
        "redis://:s3cret@n1:1,redis://n2:1",
        "redis:/:s3cret@n1:1",
        "redis//:s3cret@n1:1",
        "redis://n1:1/:s3cret@n1",
        "redis://n1:1/s3cret",
        "redis://n1:s3cret",
        "redis://:12#s3cret@n1",
        "redis://:12?s3cret@n1",
        "redis://%s3cret@n1:1",
        "redis://n1:1/%s3",
        "n1:1,password=s3cret,ssl=True",
        "s3cret://n1",
        "[s3cret",
        "[s3cret]:1",
        "n1!s3cret:1",
        "'s3cret'@n1:1:2",
        "redis://s3cret@n1:99999",
        "\u0001s3cret",
      })
  void showsNothingOfWhatIsRefused(String text) {
    for (Origin origin : Origin.values()) {
      assertThat(TargetAddress.parse(text, origin))
          .isNotInstanceOf(Parsed.Valid.class)
          .asString()
          .doesNotContain("s3", "cret");
    }
  }

  private static TargetAddress valid(String text, Origin origin) {
    if (TargetAddress.parse(text, origin) instanceof Parsed.Valid(TargetAddress address)) {
      return address;
    }
    throw new AssertionError(text + " is " + TargetAddress.parse(text, origin));
  }
}
