package io.exporterkit.redis.session;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.exporterkit.file.BoundedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The passwords of targets, from a file: a JSON object whose names are addresses, with the user where there is one, or
/// one password for all targets in a file that does not begin with a brace.
///
/// In: `{"redis://app@h:6379": "secret"}`, or `secret`
///
/// Immutable. No password is ever printed.
public final class Passwords {
  /// No passwords.
  public static final Passwords NONE = new Passwords(Map.of(), "");

  // Enough for ten thousand targets. The parsed passwords need several times as much memory.
  private static final int MOST_BYTES = 1 << 20;

  private final Map<String, String> byTarget;
  private final String ofAll; // empty where the file is an object

  private Passwords(Map<String, String> byTarget, String ofAll) {
    this.byTarget = Map.copyOf(byTarget);
    this.ofAll = ofAll;
  }

  /// Reads the file. Line breaks at the end of a single password do not belong to the password.
  ///
  /// @throws IOException when the file cannot be read or is invalid; the message names the file and the reason, and
  /// contains no secret
  static Passwords read(Path file) throws IOException {
    String text = text(file);
    if (text.isBlank()) {
      throw new IOException(
          file + " is empty: want one password, or a JSON object of passwords by target");
    }
    return text.stripLeading().startsWith("{")
        ? object(file, text)
        : new Passwords(Map.of(), single(file, text));
  }

  private static String single(Path file, String text) throws IOException {
    int end = text.length();
    while (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r') {
      end--;
    }
    String password = text.substring(0, end);
    if (password.indexOf('\n') >= 0 || password.indexOf('\r') >= 0) {
      throw new IOException(
          file + " has several lines: want one password, or a JSON object of passwords by target");
    }
    return password;
  }

  private static Passwords object(Path file, String text) throws IOException {
    JsonObject object;
    try {
      object = JsonParser.object().from(text);
    } catch (JsonParserException e) {
      // The message of the parser contains a part of the file.
      throw new IOException(
          file
              + " is not a JSON object of passwords by target: line "
              + e.getLinePosition()
              + ", character "
              + e.getCharPosition());
    } catch (StackOverflowError e) {
      throw new IOException(
          file + " is not a JSON object of passwords by target: it is too deep", e);
    }
    Map<String, String> passwords = HashMap.newHashMap(object.size());
    for (Map.Entry<String, Object> entry : object.entrySet()) {
      if (!(entry.getValue() instanceof String password)) {
        throw new IOException(
            file + ": value number " + (passwords.size() + 1) + " is not a string");
      }
      passwords.put(entry.getKey(), password);
    }
    return new Passwords(passwords, "");
  }

  private static String text(Path file) throws IOException {
    byte[] bytes = BoundedFile.read(file, MOST_BYTES);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text; // a byte order mark
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not UTF-8", e);
    }
  }

  /// Returns the password of a target; empty where there is none. The exact text of the address is looked up, after
  /// `valkey` was replaced by `redis`, and `redis://` was added where there is no scheme.
  ///
  /// @param user part of the name of the entry; empty for none
  String find(String target, String user) {
    return byTarget.getOrDefault(key(target, user), ofAll);
  }

  /// Whether the file contains one password for all targets.
  boolean isOfAll() {
    return !ofAll.isEmpty();
  }

  /// Whether the file has a password for a target, its own or the one for all targets.
  boolean has(String target, String user) {
    return isOfAll() || byTarget.containsKey(key(target, user));
  }

  /// Returns the difference between the nearest entry and the name that is looked up. The text contains no part of an
  /// entry.
  ///
  /// Out: `the nearest entry has a user in front of the host`
  String nearest(String target, String user) {
    String wanted = key(target, user);
    String kind = "";
    for (String entry : byTarget.keySet()) {
      String difference = EntryDifference.of(wanted, entry);
      kind = kind.isEmpty() ? difference : kind;
    }
    return kind.isEmpty()
        ? "no entry is similar: want the address as its name, as in redis://host:6379"
        : "the nearest entry " + kind;
  }

  /// Returns the name of the entry for a target.
  ///
  /// In: `valkey://x:y@h:6379`, `app`   Out: `redis://app@h:6379`
  static String key(String target, String user) {
    String uri = target.contains("://") ? target : "redis://" + target;
    int authority = uri.indexOf("://") + 3;
    String scheme = uri.substring(0, authority);
    if (scheme.equals("valkey://") || scheme.equals("valkeys://")) {
      scheme = "redis" + scheme.substring("valkey".length());
    }
    int path = uri.indexOf('/', authority);
    int at = uri.lastIndexOf('@', path < 0 ? uri.length() : path);
    String rest = uri.substring(at < authority ? authority : at + 1);
    return scheme + (user.isEmpty() ? "" : user + "@") + rest;
  }

  @Override
  public String toString() {
    return isOfAll() ? "one password for all targets" : byTarget.size() + " passwords";
  }
}
