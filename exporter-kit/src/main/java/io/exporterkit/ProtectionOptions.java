package io.exporterkit;

import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.tls.TlsContexts;
import io.exporterkit.web.BasicAuth;
import io.exporterkit.web.Protection;
import io.exporterkit.webconfig.WebConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The options that protect the listener: a web configuration file, or else HTTPS, certificates of clients, and a user
/// with a password.
///
/// @param realm of the password, as in `queue-exporter`
public record ProtectionOptions(
    String realm,
    Option<String> configFile,
    Option<String> username,
    Option<String> password,
    Option<String> passwordHash,
    Option<String> certificateFile,
    Option<String> keyFile,
    Option<String> clientAuthoritiesFile,
    Option<String> minVersion) {

  /// Returns the options under their usual names: `tls-server-cert-file`, `basic-auth-username`.
  ///
  /// @param realm of the password
  /// @param group heading of help and documents
  public static ProtectionOptions usual(String realm, String group) {
    return new ProtectionOptions(
        realm,
        text(
            "web.config.file",
            "YAML file with HTTPS, users, headers and a limit on requests, in the format of exporter-toolkit.",
            group),
        text("basic-auth-username", "User that every request must name.", group),
        text("basic-auth-password", "Password of that user, in the clear.", group).secret(),
        text("basic-auth-hash-password", "bcrypt hash of the password of that user.", group)
            .secret(),
        text("tls-server-cert-file", "PEM file of the exporter's certificate, for HTTPS.", group),
        text("tls-server-key-file", "PEM file of the private key of that certificate.", group),
        text(
            "tls-server-ca-cert-file",
            "PEM file of the authorities that sign the certificates of clients. Empty: clients need none.",
            group),
        Option.text(
                "tls-server-min-version",
                null,
                "TLS1.2",
                "Oldest version of TLS that is accepted: TLS1.2 or TLS1.3.")
            .group(group));
  }

  private static Option<String> text(String name, String help, String group) {
    return Option.text(name, null, "", help).group(group);
  }

  /// Returns the options in the order of help and documents.
  public List<Option<?>> options() {
    return List.of(
        configFile,
        username,
        password,
        passwordHash,
        certificateFile,
        keyFile,
        clientAuthoritiesFile,
        minVersion);
  }

  /// Reads the web configuration file; empty without one.
  ///
  /// @throws IllegalArgumentException with one line that says what is wrong and what would be right, when the file
  ///     cannot be used, or another of these options is set, too
  public Optional<WebConfigFile> webConfig(OptionValues values) {
    Optional<Path> path = TargetTlsOptions.path(values, configFile);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    for (Option<?> option : options()) {
      boolean isSet = values.isSet(option) && !values.get(option).equals("");
      if (isSet && !option.equals(configFile)) {
        throw values.refusal(
            configFile, option.name() + " is set, too: want the file alone, or no file");
      }
    }
    try {
      return Optional.of(WebConfigFile.open(path.get(), realm));
    } catch (IOException e) {
      throw new IllegalArgumentException("web configuration: " + e.getMessage(), e);
    }
  }

  /// Returns the protection that the values of the other options describe.
  ///
  /// @param warnings receives a sentence for each value that is ignored
  /// @throws IllegalArgumentException with one line that names the flag or variable and what would be right, and not
  ///     the value
  public Protection protection(OptionValues values, List<String> warnings) {
    return new Protection(tls(values, warnings), auth(values));
  }

  private Optional<Protection.Tls> tls(OptionValues values, List<String> warnings) {
    boolean hasCertificate = !values.get(certificateFile).isEmpty();
    if (hasCertificate == values.get(keyFile).isEmpty()) {
      Option<String> present = hasCertificate ? certificateFile : keyFile;
      Option<String> missing = hasCertificate ? keyFile : certificateFile;
      throw values.refusal(present, missing.name() + " is missing");
    }
    if (!hasCertificate) {
      for (Option<String> option : List.of(clientAuthoritiesFile, minVersion)) {
        String value = values.get(option);
        if (!value.isEmpty() && !value.equals(option.defaultValue())) {
          warnings.add(values.complaint(option, "ignored without " + certificateFile.name()));
        }
      }
      return Optional.empty();
    }
    Path certificate = TargetTlsOptions.path(values, certificateFile).orElseThrow();
    Path key = TargetTlsOptions.path(values, keyFile).orElseThrow();
    Optional<Path> clients = TargetTlsOptions.path(values, clientAuthoritiesFile);
    List<String> protocols = protocols(values, warnings);
    try {
      return Optional.of(
          new Protection.Tls(
              TlsContexts.server(certificate, key, clients), protocols, clients.isPresent()));
    } catch (IOException e) {
      throw new IllegalArgumentException("TLS of the listener: " + e.getMessage(), e);
    }
  }

  /// In: `TLS1.2`  Out: `TLSv1.2`, `TLSv1.3`
  private List<String> protocols(OptionValues values, List<String> warnings) {
    return switch (values.get(minVersion).toUpperCase(Locale.ROOT)) {
      case "TLS1.3" -> List.of("TLSv1.3");
      case "TLS1.2" -> List.of("TLSv1.2", "TLSv1.3");
      case "TLS1.0", "TLS1.1" -> {
        warnings.add(
            values.complaint(minVersion, "Java does not speak it any more; TLS1.2 is used"));
        yield List.of("TLSv1.2", "TLSv1.3");
      }
      default -> throw values.refusal(minVersion, "want TLS1.0, TLS1.1, TLS1.2 or TLS1.3");
    };
  }

  private Optional<BasicAuth> auth(OptionValues values) {
    String user = values.get(username);
    String plain = values.get(password);
    String hash = values.get(passwordHash);
    if (!plain.isEmpty() && !hash.isEmpty()) {
      throw values.refusal(password, passwordHash.name() + " is set, too");
    }
    boolean withoutPassword = plain.isEmpty() && hash.isEmpty();
    if (user.isEmpty() && withoutPassword) {
      return Optional.empty();
    }
    if (withoutPassword) {
      throw values.refusal(
          username,
          "a password is missing: want "
              + password.name()
              + " or "
              + passwordHash.name()
              + ", too");
    }
    if (user.isEmpty()) {
      throw values.refusal(
          plain.isEmpty() ? passwordHash : password,
          "a user is missing: want " + username.name() + ", too");
    }
    if (hash.isEmpty()) {
      return Optional.of(BasicAuth.plain(realm, user, plain));
    }
    try {
      return Optional.of(BasicAuth.hashed(realm, user, hash));
    } catch (IllegalArgumentException e) {
      throw values.refusal(passwordHash, String.valueOf(e.getMessage()));
    }
  }
}
