package io.exporterkit.net;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The reasons of failed TLS connections. A reason has the same words whether the failure appears in the handshake or
/// at the first read afterwards, as the refusal of a client certificate does in TLS 1.3.
final class TlsFaults {
  static final String NO_TLS = "the target speaks no TLS on this port";
  private static final String HANDSHAKE = "TLS handshake failed: ";
  private static final String ALERT = "Received fatal alert: ";
  private static final String THEIRS = "the certificate of the target ";
  private static final String OURS = "the target refuses the client certificate";
  private static final String WANTED = "the target wants a client certificate";

  private TlsFaults() {}

  /// Returns the reason of a failure.
  ///
  /// @param failure thrown by the handshake or a read
  /// @param shows whether a client certificate is configured
  /// @param asked whether the target has requested a client certificate
  static String of(IOException failure, boolean shows, boolean asked) {
    String known = known(failure, shows, asked);
    return known == null
        ? "TLS failed: " + Reasons.clean(String.valueOf(failure.getMessage()))
        : HANDSHAKE + known;
  }

  /// Returns the reason for a certificate that contains its host in the common name only.
  static String commonNameAlone() {
    return HANDSHAKE
        + THEIRS
        + "names its host in the common name alone: subject alternative names are needed";
  }

  /// Returns the reason for a certificate that does not contain the name of the target.
  static String wrongName() {
    return HANDSHAKE + THEIRS + "does not hold the name of the target";
  }

  /// Returns the reason of a known failure, from the messages and types of the exception and its causes; null for
  /// another one.
  private static @Nullable String known(Throwable failure, boolean shows, boolean asked) {
    boolean untrusted = false;
    for (Throwable e = failure; e != null; e = e.getCause()) {
      String text = String.valueOf(e.getMessage());
      if (text.contains(ALERT)) {
        return alert(text.substring(text.indexOf(ALERT) + ALERT.length()).strip(), shows, asked);
      }
      if (text.contains("Unsupported or unrecognized SSL message")) {
        return NO_TLS;
      }
      String certificate = certificate(e, text.toLowerCase(Locale.ROOT));
      if (certificate != null) {
        return THEIRS + certificate;
      }
      untrusted |= text.contains("PKIX") || text.contains("certification path");
      if (e instanceof EOFException || e instanceof SocketException) {
        return asked ? (shows ? OURS : WANTED) : "the target closed the connection";
      }
    }
    return untrusted ? THEIRS + "is not trusted: unknown authority" : null;
  }

  /// Returns the fault of the target's certificate that an exception reports; null for none.
  private static @Nullable String certificate(Throwable e, String text) {
    if (e instanceof CertificateExpiredException) {
      return "has expired";
    }
    if (e instanceof CertificateNotYetValidException) {
      return "is not valid yet";
    }
    if (e instanceof CertPathValidatorException path
        && path.getReason() == BasicReason.ALGORITHM_CONSTRAINED) {
      return "is not trusted: its key or signature is too weak";
    }
    if (text.contains("key usage") || text.contains("keyusage")) {
      return "is not meant for servers: wrong key usage";
    }
    if (text.contains("no subject alternative names present")) {
      return "names its host in the common name alone: subject alternative names are needed";
    }
    if (text.contains("no subject alternative") || text.contains("no name matching")) {
      return "does not hold the name of the target";
    }
    return null;
  }

  private static String alert(String alert, boolean shows, boolean asked) {
    return switch (alert) {
      case "certificate_required" -> shows ? OURS : WANTED;
      case "handshake_failure", "bad_certificate", "certificate_unknown", "no_certificate" ->
          asked || !alert.equals("handshake_failure")
              ? (shows ? OURS : WANTED)
              : "no cipher is common to both sides";
      // The connection is often reset before this alert can be read: a more precise reason would
      // alternate with the one for a reset.
      case "unknown_ca",
          "certificate_expired",
          "certificate_revoked",
          "unsupported_certificate",
          "access_denied" ->
          OURS;
      case "protocol_version" -> "no version of TLS is common to both sides";
      case "unrecognized_name" -> "the target does not know the server name";
      default -> "the target ended it: " + alert;
    };
  }
}
