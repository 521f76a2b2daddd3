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

/// Passwords by target, from a file: a JSON object whose names are addresses, with the user in them if there is one; or one password
/// for every target, where the file does not begin with a brace.
///
/// In: `{"redis://app@h:6379": "secret"}`, or `secret`
///
/// Immutable; never printed.
public final class Passwords {
  /// No passwords.
  public static final Passwords NONE = new Passwords(Map.of(), "");

  // Enough for ten thousand targets; what is made of it takes several times as much.
  private static final int MOST_BYTES = 1 << 20;

  private final Map<String, String> byTarget;
  private final String ofAll; // empty where the file is an object

  private Passwords(Map<String, String> byTarget, String ofAll) {
    this.byTarget = Map.copyOf(byTarget);
    this.ofAll = ofAll;
  }

  /// Reads the file. Line breaks at the end of a single password are no part of the password.
  ///
  /// @throws IOException when it cannot be read or is neither; the message names the file and the reason, and no secret
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
      // Its message would show a part of the file.
      throw new IOException(
          file
              + " is no JSON object of passwords by target: line "
              + e.getLinePosition()
              + ", character "
              + e.getCharPosition());
    } catch (StackOverflowError e) {
      throw new IOException(file + " is no JSON object of passwords by target: it is too deep", e);
    }
    Map<String, String> passwords = HashMap.newHashMap(object.size());
    for (Map.Entry<String, Object> entry : object.entrySet()) {
      if (!(entry.getValue() instanceof String password)) {
        throw new IOException(file + ": value number " + (passwords.size() + 1) + " is no text");
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

  /// The password of a target, as it is written in a flag or a request; empty where there is none. Looked up as the exact text, after
  /// `valkey` has become `redis`, and with `redis://` in front where there is no scheme.
  ///
  /// @param user put before the address; empty for none
  String find(String target, String user) {
    return byTarget.getOrDefault(key(target, user), ofAll);
  }

  /// Whether one password is for all targets.
  boolean isOfAll() {
    return !ofAll.isEmpty();
  }

  /// Whether there is an entry for a target, which one password for all is, too.
  boolean has(String target, String user) {
    return isOfAll() || byTarget.containsKey(key(target, user));
  }

  /// Returns in which way the nearest entry differs from the name under which a target is looked up, and shows no entry.
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
        ? "no entry is near: want the address as its name, as in redis://host:6379"
        : "the nearest entry " + kind;
  }

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
