package io.exporterkit.redis.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Certificates in a folder, created by `openssl`: `name.crt` and its key `name.key`.
public final class Certificates {
  private final Path directory;

  /// Creates an empty set of certificates.
  ///
  /// @param directory the folder for the files; the caller deletes it
  public Certificates(Path directory) {
    this.directory = directory;
  }

  /// Returns the path of a file in the folder, as text.
  public String file(String name) {
    return directory.resolve(name).toString();
  }

  /// Creates a certificate authority.
  public void authority(String name) {
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=%s -keyout %s.key -out %s.crt"
            .formatted(name, name, name));
  }

  /// Creates a certificate that is valid from 2020 to 2098.
  ///
  /// @param issuer name of the authority
  /// @param extensions lines of an extension file of `openssl`, such as `subjectAltName=DNS:localhost`
  public void leaf(String name, String issuer, String extensions) {
    leaf(name, issuer, extensions, "20200101", "20990101");
  }

  /// Creates a certificate that is valid between two moments.
  public void leaf(String name, String issuer, String extensions, String from, String to) {
    write(name + ".ext", extensions);
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout %s.key -out %s.csr"
            .formatted(name, name));
    Path made = directory.resolve(name + ".made");
    var _ = made.toFile().mkdir();
    write(name + ".made/index.txt", "");
    write(
        name + ".cnf",
        """
        [ca]
        default_ca=own
        [own]
        database=%s/index.txt
        new_certs_dir=%s
        rand_serial=yes
        default_md=sha256
        policy=any
        [any]
        commonName=supplied
        """
            .formatted(made, made));
    String signed =
        "ca -batch -notext -config NAME.cnf -cert ISSUER.crt -keyfile ISSUER.key -in NAME.csr"
            + " -out NAME.crt -extfile NAME.ext";
    openssl(
        signed.replace("NAME", name).replace("ISSUER", issuer)
            + " -startdate %s000000Z -enddate %s000000Z".formatted(from, to));
  }

  private void write(String name, String text) {
    try {
      Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void openssl(String arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ", -1)));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("openssl " + arguments + ": " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
