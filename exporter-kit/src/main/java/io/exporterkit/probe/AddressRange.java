package io.exporterkit.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// A range of IP addresses in CIDR notation (RFC 4632), or a single address. Immutable.
///
/// @param first address of the range
/// @param prefix number of leading bits that all addresses share
record AddressRange(InetAddress first, int prefix) {
  private static final String WANT = "want an address, or a range such as 10.0.0.0/8 or fd00::/8";

  /// Parses `10.0.0.0/8`, `fd00::/8` or an address.
  ///
  /// @throws IllegalArgumentException when the text is not a range; the message says what would be right
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress first;
    try {
      first = InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException(WANT);
    }
    boolean isWhole = address.contains(":") || address.split("[.]", -1).length == 4;
    int bits = first.getAddress().length * 8;
    int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1), bits);
    if (!isWhole) {
      throw new IllegalArgumentException(WANT);
    }
    AddressRange range = new AddressRange(masked(first, prefix), prefix);
    if (!range.first.equals(first)) {
      throw new IllegalArgumentException(
          "the address has bits behind the prefix: want "
              + range.first.getHostAddress()
              + "/"
              + prefix);
    }
    return range;
  }

  private static int prefix(String digits, int bits) {
    if (digits.matches("[0-9]{1,3}") && Integer.parseInt(digits) <= bits) {
      return Integer.parseInt(digits);
    }
    throw new IllegalArgumentException("want a prefix from 0 to " + bits + " behind the slash");
  }

  private static InetAddress masked(InetAddress address, int prefix) {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(prefix - 8L * i, 0, 8);
      bytes[i] &= (byte) (0xff << (8 - kept));
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the length is that of an address", e);
    }
  }

  boolean contains(InetAddress address) {
    return address.getAddress().length == first.getAddress().length
        && masked(address, prefix).equals(first);
  }

  /// Whether all addresses of this range are link-local or those of metadata services.
  boolean isReserved() {
    boolean isSingle = prefix == first.getAddress().length * 8;
    int linkLocal = first.getAddress().length == 4 ? 16 : 10;
    return isSingle
        ? ReservedAddress.of(first).isPresent()
        : first.isLinkLocalAddress() && prefix >= linkLocal;
  }
}
