package io.exporterkit.webconfig;

/// A group of the key exchange.
///
/// @param group name for the JDK
record Curve(String group) {
  static Curve of(String name) {
    return switch (name) {
      case "CurveP256" -> new Curve("secp256r1");
      case "CurveP384" -> new Curve("secp384r1");
      case "CurveP521" -> new Curve("secp521r1");
      case "X25519" -> new Curve("x25519");
      default ->
          throw new IllegalArgumentException(
              "an unknown curve: want X25519, CurveP256, CurveP384 or CurveP521");
    };
  }
}
