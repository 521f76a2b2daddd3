package io.exporterkit.redis.protocol;

import io.exporterkit.text.GoFloat;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Conversions of replies to the types that a collector expects.
public final class Replies {
  private Replies() {}

  /// Returns the elements of a list.
  ///
  /// @throws IOException when the reply is not a list
  public static List<Reply> list(Reply reply, Command asked) throws IOException {
    if (reply instanceof Reply.Array(List<Reply> elements)) {
      return elements;
    }
    throw new IOException("the reply to " + asked + " is not a list");
  }

  /// Returns names and values of a list that holds them alternately, in its order; of several values with one name, the
  /// first. Numbers become text. Names and values that are nil, an error or a list are left out.
  ///
  /// In: `1) maxclients 2) 10000 3) ...`   Out: `{maxclients=10000, ...}`
  ///
  /// @throws IOException when the reply is not a list
  public static Map<String, String> pairs(Reply reply, Command asked) throws IOException {
    List<Reply> elements = list(reply, asked);
    Map<String, String> pairs = LinkedHashMap.newLinkedHashMap(elements.size() / 2);
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      String name = textOrNull(elements.get(i));
      String value = textOrNull(elements.get(i + 1));
      if (name != null && value != null) {
        pairs.putIfAbsent(name, value);
      }
    }
    return pairs;
  }

  /// Returns the first value with this name in a list that holds names and values alternately; null where there is
  /// none.
  public static @Nullable Reply find(List<Reply> pairs, String name) {
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      if (pairs.get(i) instanceof Reply.Bulk field && field.text().equals(name)) {
        return pairs.get(i + 1);
      }
    }
    return null;
  }

  /// Does the same as [#find(List, String)], and returns null for a reply that is not a list.
  public static @Nullable Reply find(@Nullable Reply pairs, String name) {
    return pairs instanceof Reply.Array(List<Reply> elements) ? find(elements, name) : null;
  }

  /// Returns the bytes of the value with this name; empty where there is none.
  public static byte[] bytes(Reply pairs, String name) {
    return find(pairs, name) instanceof Reply.Bulk value ? value.bytes() : new byte[0];
  }

  /// Returns the text of a string, or the digits of an integer; empty for any other reply.
  public static String text(Reply reply) {
    String text = textOrNull(reply);
    return text == null ? "" : text;
  }

  /// Returns the text of a string, or the digits of an integer; null for any other reply.
  public static @Nullable String textOrNull(Reply reply) {
    if (reply instanceof Reply.Bulk bulk) {
      return bulk.text();
    }
    if (reply instanceof Reply.Status(String text)) {
      return text;
    }
    return reply instanceof Reply.Int(long value) ? Long.toString(value) : null;
  }

  /// Returns the value of an integer.
  ///
  /// @throws IOException when the reply is not an integer
  public static long number(Reply reply, Command asked) throws IOException {
    if (reply instanceof Reply.Int(long value)) {
      return value;
    }
    throw new IOException("the reply to " + asked + " is not a number");
  }

  /// Returns the value of an integer, or of a text that is a number in Go's syntax; [GoFloat#NONE] for any other reply.
  public static double plainNumber(Reply element) {
    return element instanceof Reply.Int(long value) ? value : GoFloat.parseOrNone(text(element));
  }
}
