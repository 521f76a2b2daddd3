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
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The credentials of users for HTTP basic authentication ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617)).
///
/// The check of a bcrypt hash is slow on purpose: tens of milliseconds. The last results are therefore kept, under a
/// keyed digest in place of the password, and only one hash is checked at a time. The password of an unknown user is
/// checked with the hash of another user, so that the duration does not show which users exist. Safe for use by several
/// threads.
public final class BasicAuth {
  private static final int VERDICTS_KEPT = 100;
  private static final int HASH_LENGTH = 60;
  private static final String BCRYPT_DIGITS =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final String realm;
  private final byte[] user;
  private final byte[] password;
  // bcrypt hashes by user; empty for the user with a password in plain text.
  private final Map<String, byte[]> hashes;
  private final byte[] salt = new byte[32];
  // By user, the digest of the last user and password that were right.
  private final Map<String, String> admitted = new ConcurrentHashMap<>();
  // By digest of user and password; guarded by this.
  private final Map<String, Boolean> verdicts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > VERDICTS_KEPT;
        }
      };

  private BasicAuth(String realm, String user, String password, Map<String, byte[]> hashes) {
    this.realm = realm;
    this.user = user.getBytes(StandardCharsets.UTF_8);
    this.password = password.getBytes(StandardCharsets.UTF_8);
    this.hashes = hashes;
    new SecureRandom().nextBytes(salt);
  }

  /// Returns a user with a password in plain text.
  ///
  /// @param realm shown to the client with a request for credentials
  public static BasicAuth plain(String realm, String user, String password) {
    return new BasicAuth(realm, user, password, Map.of());
  }

  /// Returns a user with a bcrypt hash of the password, which begins with `$2a$`, `$2b$` or `$2y$`.
  ///
  /// @param realm shown to the client with a request for credentials
  /// @throws IllegalArgumentException when the hash is malformed; the message does not quote the hash
  public static BasicAuth hashed(String realm, String user, String hash) {
    return hashed(realm, Map.of(user, hash));
  }

  /// Returns several users.
  ///
  /// @param realm shown to the client with a request for credentials
  /// @param users bcrypt hashes by user, at least one
  /// @throws IllegalArgumentException when a hash is malformed, or there is no user; the message does not quote the
  ///     hash
  public static BasicAuth hashed(String realm, Map<String, String> users) {
    if (users.isEmpty()) {
      throw new IllegalArgumentException("want at least one user");
    }
    Map<String, byte[]> hashes = new LinkedHashMap<>();
    users.forEach(
        (user, hash) -> hashes.put(user, requireHash(hash).getBytes(StandardCharsets.UTF_8)));
    return new BasicAuth(realm, "", "", hashes);
  }

  /// Returns the text if it is a bcrypt hash.
  ///
  /// @throws IllegalArgumentException when the hash is malformed; the message does not quote the hash
  public static String requireHash(String hash) {
    if (!isBcrypt(hash)) {
      throw new IllegalArgumentException(
          "no bcrypt hash: want $2a$, $2b$ or $2y$, a cost from 04 to 31, $ and 53 characters");
    }
    return hash;
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
    if (hashes.isEmpty()) {
      // User and password are both compared, so that the duration does not show which was wrong.
      boolean rightUser = MessageDigest.isEqual(givenUser, user);
      boolean rightPassword = MessageDigest.isEqual(givenPassword, password);
      return rightUser && rightPassword;
    }
    String name = new String(givenUser, StandardCharsets.UTF_8);
    String digest = digest(pair);
    if (digest.equals(admitted.get(name))) {
      return true; // known: does not wait for checks of wrong passwords
    }
    byte[] hash = hashes.get(name);
    byte[] checked = hash == null ? hashes.values().iterator().next() : hash;
    boolean isRight = check(digest, givenPassword, checked) && hash != null;
    if (isRight) {
      admitted.put(name, digest);
    }
    return isRight;
  }

  private synchronized boolean check(String digest, byte[] givenPassword, byte[] hash) {
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
