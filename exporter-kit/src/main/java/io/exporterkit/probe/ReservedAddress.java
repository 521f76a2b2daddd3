package io.exporterkit.probe;

import io.exporterkit.net.RefusedTargetException.Cause;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The addresses that an exporter does not probe unless they are listed: link-local ones, and those of the metadata
/// services of clouds, which hand out credentials of the machine to whoever sends a request from it.
final class ReservedAddress {
  // AWS, GCP, Azure and most others: 169.254.169.254, which is link-local. The rest, by the clouds'
  // documentation:
  private static final List<InetAddress> METADATA =
      List.of(
          InetAddress.ofLiteral("169.254.169.254"),
          InetAddress.ofLiteral("169.254.170.2"), // AWS, credentials of containers
          InetAddress.ofLiteral("169.254.170.23"), // AWS, credentials of pods
          InetAddress.ofLiteral("fd00:ec2::254"), // AWS
          InetAddress.ofLiteral("fd00:ec2::23"), // AWS, credentials of pods
          InetAddress.ofLiteral("fd20:ce::254"), // GCP
          InetAddress.ofLiteral("fe80::a9fe:a9fe"), // OpenStack
          InetAddress.ofLiteral("100.100.100.200"), // Alibaba
          InetAddress.ofLiteral("168.63.129.16"), // Azure
          InetAddress.ofLiteral("192.0.0.192")); // Oracle

  private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
  private static final byte[] SIX_TO_FOUR = {0x20, 0x02};

  private ReservedAddress() {}

  /// Returns why an address is reserved; empty when it is not. An IPv6 address that leads to an IPv4 address (NAT64,
  /// 6to4, IPv4-compatible) is reserved when the IPv4 address is.
  static Optional<Cause> of(InetAddress address) {
    Optional<Cause> own = plain(address);
    return own.isPresent() ? own : embedded(address).flatMap(ReservedAddress::plain);
  }

  private static Optional<Cause> plain(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (METADATA.stream().anyMatch(known -> Arrays.equals(known.getAddress(), bytes))) {
      return Optional.of(Cause.METADATA);
    }
    return address.isLinkLocalAddress() ? Optional.of(Cause.LINK_LOCAL) : Optional.empty();
  }

  /// Returns the IPv4 address to which an IPv6 address leads (RFC 6052, RFC 3056, RFC 4291); empty for another address.
  private static Optional<InetAddress> embedded(InetAddress address) {
    if (address instanceof Inet4Address) {
      return Optional.empty();
    }
    byte[] bytes = address.getAddress();
    if (((Inet6Address) address).isIPv4CompatibleAddress()
        || Arrays.equals(Arrays.copyOf(bytes, NAT64.length), NAT64)) {
      return Optional.of(ipv4(bytes, 12));
    }
    return Arrays.equals(Arrays.copyOf(bytes, SIX_TO_FOUR.length), SIX_TO_FOUR)
        ? Optional.of(ipv4(bytes, 2))
        : Optional.empty();
  }

  private static InetAddress ipv4(byte[] bytes, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
