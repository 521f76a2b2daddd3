package io.exporterkit.probe;

import io.exporterkit.net.DialRule;
import io.exporterkit.net.Endpoint;
import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.net.RefusedTargetException;
import io.exporterkit.net.RefusedTargetException.Cause;
import io.exporterkit.net.Resolver;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// The targets that requests may name: a list of [AllowedTarget]s, or any target.
///
/// A link-local address, and the address of a cloud's metadata service, is refused unless an entry lists an address or
/// a range of such addresses. A unix socket is refused unless an entry lists it. Immutable.
public final class AllowedTargets implements DialRule {
  private static final String REFUSED = "target not allowed: ";

  /// Any target but reserved addresses and unix sockets.
  public static final AllowedTargets OPEN = new AllowedTargets(List.of());

  private final List<AllowedTarget> entries;
  private final boolean isOpen;

  private AllowedTargets(List<AllowedTarget> entries) {
    this.entries = List.copyOf(entries);
    this.isOpen = entries.isEmpty();
  }

  /// Returns a list that allows the targets of these entries.
  ///
  /// @param entries without any, all targets are allowed but reserved addresses and unix sockets
  public static AllowedTargets of(List<AllowedTarget> entries) {
    return entries.isEmpty() ? OPEN : new AllowedTargets(entries);
  }

  /// Returns a rule that allows one more endpoint, at any address.
  public DialRule and(Endpoint listed) {
    return new OneMore(this, listed);
  }

  private record OneMore(AllowedTargets others, Endpoint listed) implements DialRule {
    @Override
    public void checkEndpoint(Endpoint endpoint) throws RefusedTargetException {
      if (!endpoint.equals(listed)) {
        others.checkEndpoint(endpoint);
      }
    }

    @Override
    public void checkAddress(Endpoint endpoint, InetAddress address) throws RefusedTargetException {
      if (!endpoint.equals(listed)) {
        others.checkAddress(endpoint, address);
      }
    }
  }

  /// Whether there is no list.
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void checkEndpoint(Endpoint endpoint) throws RefusedTargetException {
    if (endpoint.transport() == Transport.UNIX) {
      if (entries.stream().noneMatch(entry -> entry.matchesPath(endpoint.path()))) {
        throw new RefusedTargetException(
            Cause.UNIX,
            endpoint.toString(),
            REFUSED + "unix sockets must be listed in probe.allow, as unix:/path");
      }
      return;
    }
    Optional<InetAddress> literal = Resolver.literal(endpoint.host());
    if (literal.isPresent()) {
      checkAddress(endpoint, literal.get());
    } else if (!isOpen) {
      // A range may match, once the address is known.
      check(
          endpoint, entries.stream().filter(e -> e.isRange() || e.matchesName(endpoint)).toList());
    }
  }

  @Override
  public void checkAddress(Endpoint endpoint, InetAddress address) throws RefusedTargetException {
    List<AllowedTarget> byAddress =
        entries.stream().filter(entry -> entry.contains(address)).toList();
    Optional<Cause> reserved = ReservedAddress.of(address);
    if (reserved.isPresent()) {
      List<AllowedTarget> listed =
          byAddress.stream().filter(AllowedTarget::isOfReservedAddresses).toList();
      if (listed.isEmpty()) {
        throw new RefusedTargetException(
            reserved.get(),
            endpoint.toString(),
            REFUSED
                + (reserved.get() == Cause.METADATA
                    ? "its address is that of a cloud's metadata service"
                    : "its address is link-local")
                + ", which must be listed in probe.allow by address");
      }
      check(endpoint, listed);
    } else if (!isOpen) {
      check(
          endpoint,
          entries.stream().filter(e -> e.contains(address) || e.matchesName(endpoint)).toList());
    }
  }

  /// Throws unless one of the entries, all of which match the host, matches scheme and port as well.
  private static void check(Endpoint endpoint, List<AllowedTarget> matching)
      throws RefusedTargetException {
    List<AllowedTarget> withScheme =
        matching.stream().filter(entry -> entry.matchesTransport(endpoint)).toList();
    if (withScheme.stream().anyMatch(entry -> entry.matchesPort(endpoint))) {
      return;
    }
    Cause cause =
        matching.isEmpty() ? Cause.HOST : withScheme.isEmpty() ? Cause.SCHEME : Cause.PORT;
    throw new RefusedTargetException(
        cause,
        endpoint.toString(),
        REFUSED
            + (cause == Cause.HOST
                ? "probe.allow lists neither its host nor its address"
                : "probe.allow lists its host with another " + cause.word()));
  }
}
