package io.exporterkit.redis.protocol;

import io.exporterkit.text.GoFloat;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Replies of the shape a collector expects.
public final class Replies {
  private Replies() {}

  /// Elements of a list; an [IOException] where the reply is none.
  public static List<Reply> list(Reply reply, Command asked) throws IOException {
    if (reply instanceof Reply.Array(List<Reply> elements)) {
      return elements;
    }
    throw new IOException(asked + " is answered with no list");
  }

  /// Names and values of a list that holds them by turns, in its order; where a name comes twice, the first value.
  ///
  /// In: `1) maxclients 2) 10000 3) ...`   Out: `{maxclients=10000, ...}`
  public static Map<String, String> pairs(Reply reply, Command asked) throws IOException {
    List<Reply> elements = list(reply, asked);
    Map<String, String> pairs = LinkedHashMap.newLinkedHashMap(elements.size() / 2);
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      if (elements.get(i) instanceof Reply.Bulk name
          && elements.get(i + 1) instanceof Reply.Bulk value) {
        pairs.putIfAbsent(name.text(), value.text());
      }
    }
    return pairs;
  }

  /// Returns the first value with this name in a list that holds names and values by turns; null where there is none.
  public static @Nullable Reply find(List<Reply> pairs, String name) {
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      if (pairs.get(i) instanceof Reply.Bulk field && field.text().equals(name)) {
        return pairs.get(i + 1);
      }
    }
    return null;
  }

  /// As [#find(List, String)], for a reply that need not be a list.
  public static @Nullable Reply find(@Nullable Reply pairs, String name) {
    return pairs instanceof Reply.Array(List<Reply> elements) ? find(elements, name) : null;
  }

  /// Returns the bytes of the value with this name; empty where there is none.
  public static byte[] bytes(Reply pairs, String name) {
    return find(pairs, name) instanceof Reply.Bulk value ? value.bytes() : new byte[0];
  }

  /// The text of a string; empty where the reply is none.
  public static String text(Reply reply) {
    return switch (reply) {
      case Reply.Bulk bulk -> bulk.text();
      case Reply.Status(String text) -> text;
      case Reply.Int _, Reply.Error _, Reply.Nil _, Reply.Array _ -> "";
    };
  }

  /// The number; an [IOException] where the reply is none.
  public static long number(Reply reply, Command asked) throws IOException {
    if (reply instanceof Reply.Int(long value)) {
      return value;
    }
    throw new IOException(asked + " is answered with no number");
  }

  /// An element of a list as a number, be it one or text in Go's syntax; [GoFloat#NONE] for anything else.
  public static double plainNumber(Reply element) {
    return element instanceof Reply.Int(long value) ? value : GoFloat.parseOrNone(text(element));
  }
}
