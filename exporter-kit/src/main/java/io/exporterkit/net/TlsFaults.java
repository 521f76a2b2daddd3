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

/// Reasons of a failed TLS connection, in words that are the same whether the failure shows in the handshake or at the first read
/// after the handshake, as refusals of a client certificate do in TLS 1.3.
final class TlsFaults {
  static final String NO_TLS = "the target speaks no TLS on this port";
  private static final String HANDSHAKE = "TLS handshake failed: ";
  private static final String ALERT = "Received fatal alert: ";
  private static final String THEIRS = "the certificate of the target ";
  private static final String OURS = "the target refuses the client certificate";
  private static final String WANTED = "the target wants a client certificate";

  private TlsFaults() {}

  /// Returns the reason for the failure.
  ///
  /// @param shows whether a client certificate is configured
  /// @param asked whether the target asked for a client certificate
  static String of(IOException failure, boolean shows, boolean asked) {
    String known = known(failure, shows, asked);
    return known == null
        ? "TLS failed: " + Reasons.clean(String.valueOf(failure.getMessage()))
        : HANDSHAKE + known;
  }

  /// The reason where a certificate holds names in no place but its common name.
  static String commonNameAlone() {
    return HANDSHAKE
        + THEIRS
        + "names its host in the common name alone: subject alternative names are needed";
  }

  /// The reason where a certificate holds another name than the one asked for.
  static String wrongName() {
    return HANDSHAKE + THEIRS + "does not hold the name of the target";
  }

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

  /// The fault of the target's certificate that this exception stands for; null for none.
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
      // Often the connection is reset before this alert can be read: no finer words, which would
      // come and go.
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
