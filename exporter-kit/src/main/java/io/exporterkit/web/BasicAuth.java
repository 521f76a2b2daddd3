package io.exporterkit.web;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The credentials of one user for HTTP basic authentication ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617)).
///
/// The check of a bcrypt hash is slow on purpose: tens of milliseconds. The last results are therefore kept, under a
/// keyed digest in place of the password, and only one hash is checked at a time. Safe for use by several threads.
public final class BasicAuth {
  private static final int VERDICTS_KEPT = 100;
  private static final int HASH_LENGTH = 60;
  private static final String BCRYPT_DIGITS =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final String realm;
  private final byte[] user;
  private final byte[] password;
  private final byte[] hash;
  private final byte[] salt = new byte[32];
  // Digest of the user and password that were right.
  private volatile String admitted = "";
  // By digest of user and password; guarded by this.
  private final Map<String, Boolean> verdicts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > VERDICTS_KEPT;
        }
      };

  private BasicAuth(String realm, String user, String password, String hash) {
    this.realm = realm;
    this.user = user.getBytes(StandardCharsets.UTF_8);
    this.password = password.getBytes(StandardCharsets.UTF_8);
    this.hash = hash.getBytes(StandardCharsets.UTF_8);
    new SecureRandom().nextBytes(salt);
  }

  /// Returns a user with a password in plain text.
  ///
  /// @param realm shown to the client with a request for credentials
  public static BasicAuth plain(String realm, String user, String password) {
    return new BasicAuth(realm, user, password, "");
  }

  /// Returns a user with a bcrypt hash of the password, which begins with `$2a$`, `$2b$` or `$2y$`.
  ///
  /// @param realm shown to the client with a request for credentials
  /// @throws IllegalArgumentException when the hash is malformed; the message does not quote the hash
  public static BasicAuth hashed(String realm, String user, String hash) {
    if (!isBcrypt(hash)) {
      throw new IllegalArgumentException(
          "no bcrypt hash: want $2a$, $2b$ or $2y$, a cost from 04 to 31, $ and 53 characters");
    }
    return new BasicAuth(realm, user, "", hash);
  }

  /// Returns the `WWW-Authenticate` header of a 401 response.
  String challenge() {
    return "Basic realm=\"" + realm + "\"";
  }

  /// Returns whether a request with this `Authorization` header has the right credentials.
  ///
  /// @param authorization null when the request has none
  boolean admits(@Nullable String authorization) {
    byte[] pair = pair(authorization);
    int colon = indexOf(pair, ':');
    if (colon < 0) {
      return false;
    }
    byte[] givenUser = Arrays.copyOfRange(pair, 0, colon);
    byte[] givenPassword = Arrays.copyOfRange(pair, colon + 1, pair.length);
    // User and password are both compared, so that the duration does not show which was wrong.
    boolean rightUser = MessageDigest.isEqual(givenUser, user);
    if (hash.length == 0) {
      boolean rightPassword = MessageDigest.isEqual(givenPassword, password);
      return rightUser && rightPassword;
    }
    String digest = digest(pair);
    if (digest.equals(admitted)) {
      return true; // known: does not wait for checks of wrong passwords
    }
    boolean rightPassword = check(digest, givenPassword);
    if (rightUser && rightPassword) {
      admitted = digest;
    }
    return rightUser && rightPassword;
  }

  private synchronized boolean check(String digest, byte[] givenPassword) {
    Boolean known = verdicts.get(digest);
    if (known == null) {
      known =
          BCrypt.verifyer(
                  BCrypt.Version.VERSION_2A,
                  LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A))
              .verify(givenPassword, hash)
              .verified;
      verdicts.put(digest, known);
    }
    return known;
  }

  private String digest(byte[] pair) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(salt);
      return Base64.getEncoder().encodeToString(sha.digest(pair));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Returns user and password from an `Authorization` header; an empty array for any other header.
  ///
  /// In: `Basic dXNlcjpwYXNz`   Out: `user:pass`
  private static byte[] pair(@Nullable String authorization) {
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith("basic ")) {
      return new byte[0];
    }
    try {
      return Base64.getDecoder().decode(authorization.substring("basic ".length()).strip());
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }

  private static int indexOf(byte[] bytes, char c) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == c) {
        return i;
      }
    }
    return -1;
  }

  /// Returns whether a text is a bcrypt hash: `$2y$10$` or similar, and 53 digits of bcrypt's alphabet.
  private static boolean isBcrypt(String hash) {
    boolean head =
        hash.length() == HASH_LENGTH
            && hash.startsWith("$2")
            && "aby".indexOf(hash.charAt(2)) >= 0
            && hash.charAt(3) == '$'
            && Character.isDigit(hash.charAt(4))
            && Character.isDigit(hash.charAt(5))
            && hash.charAt(6) == '$';
    if (!head) {
      return false;
    }
    int cost = Integer.parseInt(hash.substring(4, 6));
    for (int i = 7; i < HASH_LENGTH; i++) {
      if (BCRYPT_DIGITS.indexOf(hash.charAt(i)) < 0) {
        return false;
      }
    }
    return cost >= 4 && cost <= 31;
  }
}
