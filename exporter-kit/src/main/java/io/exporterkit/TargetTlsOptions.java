package io.exporterkit;

import io.exporterkit.file.FilePaths;
import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.tls.ClientContext;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The options of TLS to targets. Immutable.
///
/// @param authoritiesFile PEM file of the authorities that sign the certificates of targets; empty for those of the
///     system
/// @param certificateFile PEM file of the certificate of the exporter
/// @param keyFile PEM file of the private key of that certificate
/// @param skipVerification whether any certificate of a target is accepted
public record TargetTlsOptions(
    Option<String> authoritiesFile,
    Option<String> certificateFile,
    Option<String> keyFile,
    Option<Boolean> skipVerification) {
  /// Returns the options under their usual names: `tls-ca-cert-file`, `tls-client-cert-file`, `tls-client-key-file`,
  /// `skip-tls-verification`.
  public static TargetTlsOptions usual() {
    String group = "TLS to the target";
    return new TargetTlsOptions(
        Option.text(
                "tls-ca-cert-file",
                null,
                "",
                "PEM file of the authorities that sign the target's certificate. Empty: those of the variable SSL_CERT_FILE, or of the system.")
            .group(group),
        Option.text("tls-client-cert-file", null, "", "PEM file of the exporter's certificate.")
            .group(group),
        Option.text(
                "tls-client-key-file", null, "", "PEM file of the private key of that certificate.")
            .group(group),
        Option.flag("skip-tls-verification", null, false, "Accept any certificate of the target.")
            .group(group));
  }

  /// Returns the options in the order of help and documents.
  public Option<?>[] options() {
    return List.<Option<?>>of(authoritiesFile, certificateFile, keyFile, skipVerification)
        .toArray(Option<?>[]::new);
  }

  /// Returns the files that these values name. Each file is read once, so that a bad file is reported at start.
  ///
  /// @throws IllegalArgumentException with one line that names the flag or variable and what would be right
  public ClientContext.Files files(OptionValues values) {
    boolean hasCertificate = !values.get(certificateFile).isEmpty();
    if (hasCertificate == values.get(keyFile).isEmpty()) {
      throw hasCertificate
          ? values.refusal(certificateFile, keyFile.name() + " is missing")
          : values.refusal(keyFile, certificateFile.name() + " is missing");
    }
    Optional<Path> certificate = path(values, certificateFile);
    Optional<Path> key = path(values, keyFile);
    Optional<Path> authorities = path(values, authoritiesFile);
    boolean verify = !values.get(skipVerification);
    ClientContext.Files files = new ClientContext.Files(authorities, certificate, key, verify);
    if (authorities.isPresent() || certificate.isPresent()) {
      try {
        var _ = new ClientContext(files).get();
      } catch (IOException e) {
        throw new IllegalArgumentException("TLS to targets: " + e.getMessage(), e);
      }
    }
    return files;
  }

  /// Returns the path that an option names; empty where the option is empty.
  ///
  /// @throws IllegalArgumentException when there is no such file; the message does not show the value
  static Optional<Path> path(OptionValues values, Option<String> option) {
    String text = values.get(option);
    try {
      if (text.isEmpty()) {
        return Optional.empty();
      }
      Path path = Path.of(text);
      if (!FilePaths.mayBeShown(text)) {
        throw values.refusal(option, "the file does not exist");
      }
      return Optional.of(path);
    } catch (InvalidPathException e) {
      throw values.refusal(option, "it is no path: " + e.getReason());
    }
  }
}
