package io.exporterkit.webconfig;

import io.exporterkit.config.ConfigException;
import io.exporterkit.config.ConfigFile;
import io.exporterkit.tls.ClientCertificates;
import io.exporterkit.tls.Pem;
import io.exporterkit.tls.TlsContexts;
import io.exporterkit.web.BasicAuth;
import io.exporterkit.web.Protection;
import io.exporterkit.web.RateLimit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/// The protection that a web configuration file describes, made from the file and the files of certificates in it. Used
/// by one thread.
final class Loaded {
  private static final String TLS = "tls_server_config";

  private final ConfigFile<WebConfig> file;
  private final WebConfig config;
  private final TlsServerConfig tls;

  /// Reads the configuration file alone.
  ///
  /// @throws IOException when the file cannot be read or is refused
  Loaded(Path path) throws IOException {
    this.file = ConfigFile.read(path, WebConfig.class);
    this.config = file.value();
    this.tls = config.tlsServerConfig();
  }

  /// Returns the files of certificates.
  List<Path> files() {
    return tls.files();
  }

  /// Returns a sentence for each setting that has no effect, or not the one that is written.
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (tls.isIgnored()) {
      warnings.add("tls_server_config is ignored: want cert or cert_file for HTTPS");
    }
    if (tls.isEnabled() && tls.minVersion().isTooOld()) {
      warnings.add("min_version: Java does not speak this version any more; TLS12 is used");
    }
    return warnings;
  }

  /// Returns the protection, after reading the files of certificates.
  ///
  /// @param realm of the passwords
  /// @param before protection in force, whose limit is kept when its settings are the same
  /// @throws IOException when a certificate or key cannot be used
  Protection protection(String realm, Optional<Protection> before) throws IOException {
    Map<String, String> users = new LinkedHashMap<>();
    config.basicAuthUsers().forEach((user, hash) -> users.put(user, hash.text().value()));
    return new Protection(
        tls.isEnabled() ? Optional.of(https()) : Optional.empty(),
        users.isEmpty() ? Optional.empty() : Optional.of(BasicAuth.hashed(realm, users)),
        config.httpServerConfig().sent(),
        rateLimit(before.flatMap(Protection::rateLimit)));
  }

  private Optional<RateLimit> rateLimit(Optional<RateLimit> before) {
    WebConfig.RateLimitConfig limit = config.rateLimit();
    if (!limit.interval().isPositive()) {
      return Optional.empty();
    }
    return before
        .filter(same -> same.is(limit.interval(), limit.burst()))
        .or(() -> Optional.of(new RateLimit(limit.interval(), limit.burst())));
  }

  private Protection.Tls https() throws IOException {
    Pem certificate = pem(tls.cert(), tls.certFile(), "cert");
    Pem key = pem(tls.key().value(), tls.keyFile(), "key");
    boolean hasAuthorities = !tls.clientCa().isEmpty() || tls.clientCaFile().isPresent();
    Optional<Pem> authorities =
        hasAuthorities
            ? Optional.of(pem(tls.clientCa(), tls.clientCaFile(), "client_ca"))
            : Optional.empty();
    SSLContext context;
    try {
      context =
          TlsContexts.server(
              certificate,
              key,
              new ClientCertificates(
                  authorities, tls.clientAuthType().verified, tls.clientAllowedSans()));
    } catch (IOException e) {
      throw refusal(e);
    }
    List<String> suites = suites(context);
    List<String> curves = tls.curvePreferences().stream().map(Curve::group).toList();
    List<String> protocols = tls.minVersion().protocolsTo(tls.maxVersion());
    return new Protection.Tls(
        context,
        protocols,
        suites,
        curves,
        tls.preferServerCipherSuites(),
        tls.clientAuthType().asked);
  }

  /// Returns an inline text, or the text of a file.
  private Pem pem(String inline, Optional<Path> path, String key) throws IOException {
    if (path.isEmpty()) {
      return new Pem(key, inline);
    }
    try {
      return Pem.read(path.get(), key + "_file");
    } catch (IOException e) {
      throw refusal(e);
    }
  }

  /// Returns an exception with the position of the key that a message begins with.
  private ConfigException refusal(IOException fault) {
    String message = String.valueOf(fault.getMessage());
    int end = message.indexOf(' ');
    String key = message.substring(0, Math.max(0, end));
    String right =
        key.endsWith("_file")
            ? "want a PEM file, whose path is relative to the folder of this file"
            : "want a text in PEM form";
    return file.refusal(message + ": " + right, TLS, key);
  }

  /// Returns an exception with the position of the settings of HTTPS.
  ConfigException refusal(String what) {
    return file.refusal(what, TLS);
  }

  /// Returns the enabled cipher suites: those of TLS 1.3, which cannot be chosen, and those of the file.
  private List<String> suites(SSLContext context) throws ConfigException {
    if (tls.cipherSuites().isEmpty()) {
      return List.of();
    }
    List<String> known = List.of(context.getSupportedSSLParameters().getCipherSuites());
    for (CipherSuite suite : tls.cipherSuites()) {
      if (!known.contains(suite.name())) {
        throw file.refusal(
            "cipher_suites: this Java runtime lacks " + suite.name() + ": want another one",
            TLS,
            "cipher_suites");
      }
    }
    return Stream.concat(
            CipherSuite.TLS13.stream().filter(known::contains),
            tls.cipherSuites().stream().map(CipherSuite::name))
        .distinct()
        .toList();
  }
}
