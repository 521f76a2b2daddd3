package io.exporterkit;

import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.web.ListenAddress;
import java.util.List;

/// The options that say where an exporter listens.
///
/// @param address one or several
/// @param systemdSocket whether the process gets its listening socket from systemd
public record ListenOptions(Option<List<ListenAddress>> address, Option<Boolean> systemdSocket) {
  /// Returns the option `web.systemd-socket`.
  ///
  /// @param group heading of help and documents
  public static Option<Boolean> systemdSocket(String group) {
    return Option.flag(
            "web.systemd-socket",
            null,
            false,
            "Listen on the socket that systemd passes as the standard input, in place of web.listen-address.")
        .group(group);
  }

  /// Returns the addresses, at least one.
  ///
  /// @throws IllegalArgumentException with one line that names the flag or variable and what would be right, and not
  ///     the value
  public List<ListenAddress> addresses(OptionValues values) {
    if (values.get(systemdSocket)) {
      if (values.isSet(address)) {
        throw values.refusal(systemdSocket, address.name() + " is set, too: want one of the two");
      }
      return List.of(new ListenAddress.Inherited());
    }
    List<ListenAddress> addresses = values.get(address);
    if (addresses.isEmpty()) {
      throw values.refusal(address, "want an address");
    }
    return addresses;
  }
}
