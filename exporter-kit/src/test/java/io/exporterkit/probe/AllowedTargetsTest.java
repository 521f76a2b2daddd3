package io.exporterkit.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.net.DialRule;
import io.exporterkit.net.Endpoint;
import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.net.RefusedTargetException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedTargetsTest {
  private static AllowedTargets list(String text) {
    return AllowedTargets.of(
        AllowedTarget.parser(Map.of("redis", Transport.TCP, "rediss", Transport.TLS))
            .list()
            .parse(text));
  }

  /// Returns `allowed`, or the cause of the refusal.
  ///
  /// @param target `host`, `host:port`, `tls://host:port` or `unix:/path`; behind `>` the address of its name
  private static String check(DialRule rule, String target) throws UnknownHostException {
    String[] parts = target.split(">", -1);
    Endpoint endpoint = Endpoint.parse(parts[0], 6379);
    try {
      rule.checkEndpoint(endpoint);
      if (parts.length > 1) {
        rule.checkAddress(endpoint, InetAddress.getByName(parts[1]));
      }
      return "allowed";
    } catch (RefusedTargetException e) {
      assertThat(e).hasMessageStartingWith("target not allowed: ");
      assertThat(e.target()).isEqualTo(endpoint.toString());
      return e.refused().word();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          db1.example.org       | db1.example.org>10.1.2.3      | allowed
          db1.example.org       | DB1.Example.ORG.>10.1.2.3     | allowed
          db1.example.org       | db2.example.org>10.1.2.3      | host
          db1.example.org       | 10.1.2.3                      | host
          *.example.org         | db.a.example.org>10.1.2.3     | allowed
          *.example.org         | example.org>10.1.2.3          | host
          *.example.org         | evilexample.org>10.1.2.3      | host
          *                     | anything>10.1.2.3             | allowed
          *                     | 10.1.2.3:1                    | allowed
          10.0.0.5              | 10.0.0.5:1                    | allowed
          10.0.0.5              | 10.0.0.6                      | host
          10.0.0.5              | name>10.0.0.5                 | allowed
          10.0.0.5              | [::ffff:10.0.0.5]:6379        | allowed
          10.0.0.0/8            | 10.255.255.255                | allowed
          10.0.0.0/8            | 11.0.0.0                      | host
          10.0.0.0/8            | name>10.9.9.9                 | allowed
          10.0.0.0/8            | name>11.9.9.9                 | host
          10.0.0.0/8            | 167772161                     | allowed
          192.168.4.0/23        | 192.168.5.255                 | allowed
          192.168.4.0/23        | 192.168.6.0                   | host
          0.0.0.0/0             | 8.8.8.8                       | allowed
          0.0.0.0/0             | [fd00::1]:6379                | host
          fd00::/8              | [fd12::1]:6379                | allowed
          [fd00::/8]:6379       | [fd12::1]:6380                | port
          fd00::1               | [fd00::1]:9                   | allowed
          [fd00::1]             | [fd00:0:0:0:0:0:0:1]:9        | allowed
          10.0.0.0/8:6379       | 10.0.0.1:6379                 | allowed
          10.0.0.0/8:6379       | 10.0.0.1:6380                 | port
          10.0.0.0/8:6379       | name:6380>10.0.0.1            | port
          db:6379-6389          | db:6389>10.0.0.1              | allowed
          db:6379-6389          | db:6390>10.0.0.1              | port
          db:*                  | db:1>10.0.0.1                 | allowed
          rediss://db           | tls://db:6379>10.0.0.1        | allowed
          rediss://db           | db:6379>10.0.0.1              | scheme
          REDIS://10.0.0.0/8:1  | 10.0.0.1:1                    | allowed
          redis://10.0.0.0/8    | tls://10.0.0.1:1              | scheme
          redis://[fd00::/8]:1  | [fd00::7]:1                   | allowed
          a, 10.0.0.0/8 ,b      | b>1.2.3.4                     | allowed
          10.0.0.1:1,10.0.0.1:3 | 10.0.0.1:2                    | port
          10.0.0.1:1,10.0.0.1:3 | 10.0.0.1:3                    | allowed
          unix:/run/db.sock     | unix:/run/db.sock             | allowed
          unix:///run/db.sock   | unix:/run/db.sock             | allowed
          unix:/run/db.sock     | unix:/run/other.sock          | unix
          unix:/run/db.sock     | 10.0.0.1                      | host
          unix:/run/*           | unix:/run/db/db.sock          | allowed
          unix:/run/*           | unix:/run/../etc/db.sock      | unix
          unix:                 | unix:/anywhere                | allowed
          *                     | unix:/run/db.sock             | unix
          """)
  void checksHostAddressPortAndScheme(String entries, String target, String outcome)
      throws UnknownHostException {
    assertThat(check(list(entries), target)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          169.254.0.1                        | link_local
          [fe80::1]:6379                     | link_local
          name>169.254.7.7                   | link_local
          169.254.169.254                    | metadata
          2852039166                         | metadata
          [::ffff:169.254.169.254]:80        | metadata
          [64:ff9b::a9fe:a9fe]:80            | metadata
          [2002:a9fe:a9fe::]:80              | metadata
          [::a9fe:a9fe]:80                   | metadata
          [fd00:ec2::254]:80                 | metadata
          metadata.google.internal>169.254.169.254 | metadata
          100.100.100.200                    | metadata
          168.63.129.16                      | metadata
          192.0.0.192                        | metadata
          unix:/run/db.sock                  | unix
          127.0.0.1                          | allowed
          10.0.0.1                           | allowed
          name>8.8.8.8                       | allowed
          """)
  void reservedAddressesAndSocketsAreRefusedUnlessListed(String target, String outcome)
      throws UnknownHostException {
    assertThat(check(AllowedTargets.OPEN, target)).isEqualTo(outcome);
    assertThat(check(list(""), target)).isEqualTo(outcome);
    // Neither a wider range nor a name lists a reserved address.
    assertThat(check(list("0.0.0.0/0,::/0,*,name,metadata.google.internal"), target))
        .isEqualTo(outcome);
  }

  @Test
  void aReservedAddressIsListedByAddress() throws UnknownHostException {
    assertThat(check(list("169.254.0.0/16"), "169.254.1.1")).isEqualTo("allowed");
    assertThat(check(list("169.254.0.0/16"), "169.254.169.254")).isEqualTo("allowed");
    assertThat(check(list("169.254.0.0/15"), "169.254.1.1")).isEqualTo("link_local");
    assertThat(check(list("169.254.1.1:6379"), "169.254.1.1:6379")).isEqualTo("allowed");
    assertThat(check(list("169.254.1.1:6379"), "169.254.1.1:80")).isEqualTo("port");
    assertThat(check(list("*,169.254.1.1"), "name>169.254.1.1")).isEqualTo("allowed");
    assertThat(check(list("100.100.100.200"), "100.100.100.200")).isEqualTo("allowed");
    assertThat(check(list("fe80::/10"), "[fe80::2]:1")).isEqualTo("allowed");
  }

  @Test
  void aNameIsRefusedBeforeALookUpWhenNoAddressCouldBeAllowed() throws UnknownHostException {
    assertThat(check(list("db.example.org,rediss://10.0.0.0/8"), "unknown.invalid"))
        .isEqualTo("scheme");
    assertThat(check(list("db.example.org"), "unknown.invalid")).isEqualTo("host");
    assertThat(check(list("10.0.0.0/8:6379"), "unknown.invalid:1")).isEqualTo("port");
  }

  @Test
  void onlyAllowedAddressesOfANameAreDialled() throws Exception {
    Endpoint endpoint = Endpoint.parse("db:6379", 0);
    List<InetAddress> both =
        List.of(InetAddress.getByName("11.0.0.1"), InetAddress.getByName("10.0.0.1"));
    assertThat(list("10.0.0.0/8").allowed(endpoint, both)).containsExactly(both.get(1));
    assertThat(AllowedTargets.OPEN.allowed(endpoint, both)).isEqualTo(both);
    assertThatThrownBy(() -> list("12.0.0.0/8").allowed(endpoint, both))
        .hasMessage("target not allowed: probe.allow lists neither its host nor its address");
  }

  @Test
  void oneMoreEndpointIsAllowedAtAnyAddress() throws UnknownHostException {
    DialRule rule = list("10.0.0.0/8").and(Endpoint.parse("db:6379", 0));
    assertThat(check(rule, "db:6379>8.8.8.8")).isEqualTo("allowed");
    assertThat(check(rule, "db:6380>8.8.8.8")).isEqualTo("host");
    assertThat(check(rule, "10.0.0.1")).isEqualTo("allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://db",
        "db:0",
        "db:65536",
        "db:x",
        "db:9-1",
        "10.0.0.1/8",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0/8",
        "300.0.0.1",
        "fd00::/129",
        "[fd00::1",
        "fd00::zz",
        "a b",
        "a/b",
        "user:pw@db:1",
        "*.*.org",
        "db*",
        "*example.org",
        "-",
        "a..",
        "unix:run/db",
        "[]",
        ":6379",
        "redis://",
        ","
      })
  void wrongEntriesAreRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> list(text))
        .satisfies(e -> assertThat(e.getMessage()).contains("want").doesNotContain("pw"));
  }

  @Test
  void aRangeWithBitsBehindThePrefixNamesTheRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> list("10.1.2.3/16"))
        .withMessage("the address has bits behind the prefix: want 10.1.0.0/16");
  }
}
