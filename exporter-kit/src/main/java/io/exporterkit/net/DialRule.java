package io.exporterkit.net;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A rule for the endpoints to which connections may be opened. A [Dialer] checks the endpoint before its name is
/// looked up, and each address of the name before a packet is sent to that address: a name that leads elsewhere at the
/// next look-up is checked again. Immutable, and safe for use by several threads.
public interface DialRule {
  /// The rule that allows every endpoint.
  DialRule ANY =
      new DialRule() {
        @Override
        public void checkEndpoint(Endpoint endpoint) {}

        @Override
        public void checkAddress(Endpoint endpoint, InetAddress address) {}
      };

  /// Returns when some address of this endpoint can be allowed. For a unix socket, this decides.
  ///
  /// @throws RefusedTargetException when no address of the endpoint can be allowed
  void checkEndpoint(Endpoint endpoint) throws RefusedTargetException;

  /// Returns when a connection to this address of the endpoint may be opened.
  ///
  /// @param address to which the host of the endpoint leads now
  /// @throws RefusedTargetException when the address is not allowed
  void checkAddress(Endpoint endpoint, InetAddress address) throws RefusedTargetException;

  /// Returns the addresses of an endpoint to which a connection may be opened, in their order.
  ///
  /// @param addresses to which the host of the endpoint leads now
  /// @throws RefusedTargetException when there are addresses, and none of them is allowed
  default List<InetAddress> allowed(Endpoint endpoint, List<InetAddress> addresses)
      throws RefusedTargetException {
    List<InetAddress> allowed = new ArrayList<>();
    Optional<RefusedTargetException> refusal = Optional.empty();
    for (InetAddress address : addresses) {
      try {
        checkAddress(endpoint, address);
        allowed.add(address);
      } catch (RefusedTargetException e) {
        refusal = Optional.of(e);
      }
    }
    if (allowed.isEmpty() && refusal.isPresent()) {
      throw refusal.get();
    }
    return allowed;
  }
}
