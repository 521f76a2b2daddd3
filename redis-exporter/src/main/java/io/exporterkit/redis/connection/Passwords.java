package io.exporterkit.redis.connection;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.exporterkit.options.OptionFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Passwords by target, from a file: a JSON object whose names are addresses, with the user in them if there is one.
///
/// In: `{"redis://app@h:6379": "secret"}`
///
/// Immutable; never printed.
public final class Passwords {
  /// No passwords.
  public static final Passwords NONE = new Passwords(Map.of());

  // Enough for ten thousand targets; what is made of it takes several times as much.
  private static final int MOST_BYTES = 1 << 20;

  private final Map<String, String> byTarget;

  private Passwords(Map<String, String> byTarget) {
    this.byTarget = Map.copyOf(byTarget);
  }

  /// Reads the file.
  ///
  /// @throws IOException when it cannot be read or is no such object; the message names the file and the reason, and no secret
  public static Passwords read(Path file) throws IOException {
    String text = text(file);
    if (text.isBlank()) {
      throw new IOException(file + " is empty: want a JSON object of passwords by target");
    }
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
    return new Passwords(passwords);
  }

  private static String text(Path file) throws IOException {
    byte[] bytes = OptionFile.read(file, MOST_BYTES);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not UTF-8", e);
    }
  }

  /// The password of a target, as it is written in a flag or a request; empty where there is none. Looked up as the exact text, after
  /// `valkey` has become `redis`, and with `redis://` in front where there is no scheme.
  ///
  /// @param user put before the address; empty for none
  public String find(String target, String user) {
    return byTarget.getOrDefault(key(target, user), "");
  }

  /// Number of targets with a password.
  public int size() {
    return byTarget.size();
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
    return byTarget.size() + " passwords";
  }
}
