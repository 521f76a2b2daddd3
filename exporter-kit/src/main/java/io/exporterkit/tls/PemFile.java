package io.exporterkit.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A parser of texts in PEM form that hold certificates, or a private key in PKCS#8, PKCS#1 (RSA) or SEC1 (EC) form.
/// Stateless, and so safe for use by several threads.
final class PemFile {
  private static final byte[] VERSION_0 = Der.value(Der.INTEGER, new byte[] {0});
  // The algorithm identifiers 1.2.840.113549.1.1.1 with NULL, and 1.2.840.10045.2.1.
  private static final byte[] RSA =
      bytes(
          0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00);
  private static final byte[] EC = bytes(0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01);

  private PemFile() {}

  /// A block between `-----BEGIN label-----` and `-----END label-----`.
  private record Block(Pem pem, String label, String base64) {
    byte[] bytes() throws IOException {
      try {
        return Base64.getDecoder().decode(base64);
      } catch (IllegalArgumentException e) {
        throw new IOException(pem + ": the block " + label + " is no base64", e);
      }
    }
  }

  /// Returns all certificates of a text, in their order. Never empty.
  ///
  /// @throws IOException when the text is malformed or holds no certificate; the message contains its name and the
  ///     reason
  static List<X509Certificate> certificates(Pem pem) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks(pem)) {
        if (block.label.equals("CERTIFICATE")) {
          certificates.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
        }
      }
    } catch (CertificateException e) {
      throw new IOException(pem + " holds a malformed certificate: " + e.getMessage(), e);
    }
    if (certificates.isEmpty()) {
      throw new IOException(pem + " holds no certificate in PEM form");
    }
    return certificates;
  }

  /// Returns the first private key of a text.
  ///
  /// @throws IOException when the text is malformed, or holds no private key or an encrypted one; the message contains
  ///     its name and the reason
  static PrivateKey privateKey(Pem pem) throws IOException {
    byte[] parameters = new byte[0];
    for (Block block : blocks(pem)) {
      try {
        switch (block.label) {
          case "EC PARAMETERS" -> parameters = block.bytes();
          case "PRIVATE KEY" -> {
            return pkcs8(block.bytes());
          }
          case "RSA PRIVATE KEY" -> {
            return pkcs8(wrapped(RSA, block.bytes()));
          }
          case "EC PRIVATE KEY" -> {
            byte[] own = Der.find(block.bytes(), Der.PARAMETERS);
            byte[] curve = own.length > 0 ? own : parameters;
            return pkcs8(wrapped(Der.value(Der.SEQUENCE, EC, curve), block.bytes()));
          }
          case "ENCRYPTED PRIVATE KEY" ->
              throw new IOException(
                  pem + " holds an encrypted key; a key without a passphrase is needed");
          default -> {
            // a certificate, or a block for another program
          }
        }
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        throw new IOException(pem + " holds a malformed private key", e);
      }
    }
    throw new IOException(pem + " holds no private key in PEM form");
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return Der.value(Der.SEQUENCE, VERSION_0, algorithm, Der.value(Der.OCTET_STRING, key));
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    GeneralSecurityException last = new GeneralSecurityException("unknown kind of key");
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw last;
  }

  private static List<Block> blocks(Pem pem) throws IOException {
    List<Block> blocks = new ArrayList<>();
    String label = "";
    StringBuilder base64 = new StringBuilder();
    for (String raw : pem.text().split("\n", -1)) {
      String line = raw.strip();
      if (line.startsWith("-----BEGIN ") && line.endsWith("-----")) {
        label = line.substring(11, line.length() - 5);
        base64.setLength(0);
      } else if (line.startsWith("-----END ") && !label.isEmpty()) {
        blocks.add(new Block(pem, label, base64.toString()));
        label = "";
      } else if (!label.isEmpty()) {
        if (line.startsWith("Proc-Type:") && line.contains("ENCRYPTED")) {
          throw new IOException(
              pem + " holds an encrypted key; a key without a passphrase is needed");
        }
        if (!line.contains(":")) {
          base64.append(line);
        }
      }
    }
    return blocks;
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
