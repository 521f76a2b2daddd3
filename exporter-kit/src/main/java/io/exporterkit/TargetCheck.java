package io.exporterkit;

import io.exporterkit.net.Endpoint;
import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.net.RefusedTargetException;
import io.exporterkit.net.RefusedTargetException.Cause;
import io.exporterkit.net.Resolver;
import io.exporterkit.probe.AllowedTargets;
import io.exporterkit.time.Deadline;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The check of the targets that requests name, for addresses of the types that the kit knows: [Endpoint],
/// [InetSocketAddress] and [URI]. Safe for use by several threads; closed by the code that made it.
///
/// @param <A> address of a target
final class TargetCheck<A> implements AutoCloseable {
  private final AllowedTargets targets;
  private final Resolver resolver = new Resolver();

  TargetCheck(AllowedTargets targets) {
    this.targets = targets;
  }

  /// Returns when the address can be allowed, without a look-up of its name.
  ///
  /// @throws RefusedTargetException when no address of its host can be allowed, or when there is a list and the type of
  ///     the address is unknown
  void check(A address) throws RefusedTargetException {
    Optional<Endpoint> endpoint = endpoint(address);
    if (endpoint.isPresent()) {
      targets.checkEndpoint(endpoint.get());
    } else if (!targets.isOpen()) {
      throw new RefusedTargetException(
          Cause.HOST,
          String.valueOf(address),
          "target not allowed: probe.allow cannot check this exporter's addresses");
    }
  }

  /// Looks up the name, and returns the address in place of the name: once for each allowed address, or once with all
  /// of them. An address of another type than [Endpoint] and [InetSocketAddress] is returned as it is.
  ///
  /// @throws RefusedTargetException when none of the addresses is allowed
  List<A> allowed(A address, Deadline deadline) throws IOException, InterruptedException {
    check(address);
    Optional<Endpoint> found = endpoint(address);
    if (found.isEmpty() || found.get().transport() == Transport.UNIX) {
      return List.of(address);
    }
    Endpoint endpoint = found.get();
    deadline.enter("looking up the name");
    List<InetAddress> addresses =
        targets.allowed(endpoint, List.of(resolver.resolve(endpoint.host(), deadline)));
    deadline.enter("");
    List<A> all = new ArrayList<>();
    switch (address) {
      case Endpoint known -> all.add(same(address, known.at(addresses)));
      case InetSocketAddress known -> {
        for (InetAddress to : addresses) {
          all.add(same(address, new InetSocketAddress(named(known, to), known.getPort())));
        }
      }
      default -> all.add(address);
    }
    return all;
  }

  /// Returns an address with the name from which it was looked up, as a certificate must contain it.
  private static InetAddress named(InetSocketAddress name, InetAddress address) throws IOException {
    String host = name.getHostString();
    return address instanceof Inet6Address six
        ? Inet6Address.getByAddress(host, six.getAddress(), six.getScopeId())
        : InetAddress.getByAddress(host, address.getAddress());
  }

  // Both have one type: A is the type of the address in the pattern that matched.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <A> A same(A like, Object address) {
    return (A) like.getClass().cast(address);
  }

  private static Optional<Endpoint> endpoint(Object address) {
    return switch (address) {
      case Endpoint endpoint -> Optional.of(endpoint);
      case InetSocketAddress socket ->
          Optional.of(new Endpoint(Transport.TCP, socket.getHostString(), socket.getPort(), ""));
      case URI uri when uri.getHost() != null -> Optional.of(endpoint(uri));
      default -> Optional.empty();
    };
  }

  private static Endpoint endpoint(URI uri) {
    boolean isSecure = uri.getScheme().toLowerCase(Locale.ROOT).endsWith("s");
    int port = uri.getPort() > 0 ? uri.getPort() : isSecure ? 443 : 80;
    String host = uri.getHost().replaceAll("^\\[|]$", "");
    return new Endpoint(isSecure ? Transport.TLS : Transport.TCP, host, port, "");
  }

  @Override
  public void close() {
    resolver.close();
  }
}
