package io.exporterkit.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/// A certificate with its chain, and the private key that belongs to it, as one side of a TLS connection shows them.
///
/// @param chain the certificate first; never empty
/// @param key private key of the first certificate
record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
  TlsIdentity {
    chain = List.copyOf(chain);
  }

  /// Reads a certificate with its chain, and its private key, from their texts.
  ///
  /// @throws IOException when a text is malformed, or the key does not belong to the first certificate; the message
  ///     contains the name of the text and the reason
  static TlsIdentity read(Pem certificate, Pem keyText) throws IOException {
    List<X509Certificate> chain = PemFile.certificates(certificate);
    PrivateKey key = PemFile.privateKey(keyText);
    try {
      if (!belong(chain.getFirst().getPublicKey(), key)) {
        throw new IOException(
            keyText + " is not the key of the first certificate in " + certificate);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(
          keyText + " is not the key of the first certificate in " + certificate, e);
    }
    return new TlsIdentity(chain, key);
  }

  /// Whether the public key verifies a signature of the private key.
  private static boolean belong(PublicKey publicKey, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    byte[] text = {1, 2, 3};
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(text);
    byte[] signed = signing.sign();
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(publicKey);
    verifying.update(text);
    return verifying.verify(signed);
  }

  /// Returns the subject of the certificate, and nothing of the key.
  @Override
  public String toString() {
    return chain.getFirst().getSubjectX500Principal().getName() + " with a key";
  }
}
