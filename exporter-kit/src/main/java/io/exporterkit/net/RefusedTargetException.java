package io.exporterkit.net;

import java.io.IOException;
import java.util.Locale;

/// A rule does not allow a target, and nothing was sent to the target. The message says what would allow the target,
/// and contains neither its host nor its address.
public final class RefusedTargetException extends IOException {
  private static final long serialVersionUID = 1;

  private final Cause cause;
  private final String target;

  /// The part of a target because of which it is refused.
  public enum Cause {
    /// Neither the host nor its address is listed.
    HOST,
    /// The host or its address is listed with other ports.
    PORT,
    /// The host or its address is listed with other schemes.
    SCHEME,
    /// The address is link-local (RFC 3927, RFC 4291), and not listed.
    LINK_LOCAL,
    /// The address is that of a cloud's metadata service, and not listed.
    METADATA,
    /// The target is a unix socket, and not listed.
    UNIX;

    /// Returns the name for a label: `link_local`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param target as the log may name it
  public RefusedTargetException(Cause cause, String target, String message) {
    super(message);
    this.cause = cause;
    this.target = target;
  }

  /// Returns the target, for the log.
  public String target() {
    return target;
  }

  /// Returns the part of the target because of which it is refused.
  public Cause refused() {
    return cause;
  }
}
