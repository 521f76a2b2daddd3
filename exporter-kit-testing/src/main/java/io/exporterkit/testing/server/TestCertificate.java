package io.exporterkit.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A self-signed certificate for `localhost` and `127.0.0.1` with its key, made by the JDK's `keytool`.
public final class TestCertificate {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path pem;
  private final SSLContext context;

  private TestCertificate(Path pem, SSLContext context) {
    this.pem = pem;
    this.context = context;
  }

  /// Makes a certificate that is valid from yesterday on, for ten years.
  ///
  /// @param folder for the files `server.p12` and `server.pem`; the caller deletes it
  /// @throws IllegalStateException when `keytool` fails, with its output
  public static TestCertificate create(Path folder) {
    Path store = folder.resolve("server.p12");
    keytool(
        "-genkeypair -alias server -keyalg EC -groupname secp256r1 -dname CN=localhost -startdate -1d -validity 3650"
            + " -ext san=dns:localhost,ip:127.0.0.1 -storetype PKCS12 -storepass changeit",
        store);
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return new TestCertificate(
          Files.writeString(folder.resolve("server.pem"), pem(keys.getCertificate("server"))),
          context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(Certificate certificate) throws GeneralSecurityException {
    String text =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
    return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
  }

  private static void keytool(String arguments, Path store) {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments.split(" ", -1)));
    command.addAll(List.of("-keystore", store.toString()));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }

  /// Returns the context of a server with this certificate.
  public SSLContext context() {
    return context;
  }

  /// Returns the file of the certificate in PEM, for a client's flag of trusted authorities.
  public Path pem() {
    return pem;
  }
}
