package io.exporterkit.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.exporterkit.text.GoFloat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A reader of delimited messages `io.prometheus.client.MetricFamily`, which returns their content in the text format.
/// Throws an AssertionError for an unknown field, a repeated field that may not be repeated, bytes left over, and bytes
/// that are not UTF-8.
final class ProtobufPage {
  private static final List<String> TYPES =
      List.of("counter", "gauge", "summary", "untyped", "histogram");
  private static final Map<Long, String> VALUES =
      Map.of(2L, "gauge", 3L, "counter", 4L, "summary", 5L, "untyped", 7L, "histogram");

  private final ByteBuffer bytes;

  private ProtobufPage(ByteBuffer bytes) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /// A field of a message: a whole number, a double, or the bytes of a text or another message.
  private sealed interface Field {
    long number();

    record Whole(long number, long value) implements Field {}

    record Real(long number, double value) implements Field {}

    record Delimited(long number, ByteBuffer value) implements Field {
      String text() {
        try {
          return UTF_8.newDecoder().decode(value.duplicate()).toString();
        } catch (CharacterCodingException e) {
          throw new AssertionError("no UTF-8 in field " + number, e);
        }
      }

      Message message() {
        return new Message(new ProtobufPage(value.duplicate()).fields());
      }
    }
  }

  /// A message, from which fields are removed as they are read.
  private record Message(List<Field> fields) {
    List<Field> all(long number) {
      List<Field> found = fields.stream().filter(field -> field.number() == number).toList();
      fields.removeAll(found);
      return found;
    }

    boolean has(long number) {
      return fields.stream().anyMatch(field -> field.number() == number);
    }

    Field one(long number) {
      List<Field> found = all(number);
      if (found.size() != 1) {
        throw new AssertionError("field " + number + " stands " + found.size() + " times");
      }
      return found.getFirst();
    }

    String text(long number) {
      return ((Field.Delimited) one(number)).text();
    }

    List<Message> messages(long number) {
      return all(number).stream().map(field -> ((Field.Delimited) field).message()).toList();
    }

    double real(long number) {
      return ((Field.Real) one(number)).value;
    }

    long whole(long number) {
      return ((Field.Whole) one(number)).value;
    }

    /// Returns a count from the field for whole numbers or from the one for doubles; NaN when both are absent.
    double count(long whole, long real) {
      if (has(real)) {
        return real(real);
      }
      return has(whole) ? whole(whole) : Double.NaN;
    }

    /// Removes fields that the text format does not have: exemplars, times of creation and native buckets, which
    /// NativeProtobufTest reads.
    void leaveOut(long... numbers) {
      for (long number : numbers) {
        all(number);
      }
    }

    void end() {
      if (!fields.isEmpty()) {
        throw new AssertionError("fields not known: " + fields);
      }
    }
  }

  /// Returns the page in the text format.
  static String asText(byte[] page) {
    ProtobufPage reader = new ProtobufPage(ByteBuffer.wrap(page));
    StringBuilder text = new StringBuilder();
    while (reader.bytes.hasRemaining()) {
      family(new Message(new ProtobufPage(reader.slice()).fields()), text);
    }
    return text.toString();
  }

  private static void family(Message family, StringBuilder text) {
    String name = family.text(1);
    String help = family.text(2).replace("\\", "\\\\").replace("\n", "\\n");
    String type = TYPES.get((int) family.whole(3));
    text.append("# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n");
    for (Message metric : family.messages(4)) {
      metric(name, type, metric, text);
    }
    family.end();
  }

  private static void metric(String name, String type, Message metric, StringBuilder text) {
    List<String> labels = new ArrayList<>();
    for (Message label : metric.messages(1)) {
      labels.add(label(label.text(1), label.text(2)));
      label.end();
    }
    Field.Delimited field = (Field.Delimited) metric.fields.getFirst();
    if (!type.equals(VALUES.get(field.number))) {
      throw new AssertionError("field " + field.number + " in a " + type);
    }
    Message value = field.message();
    metric.one(field.number);
    metric.end();
    switch (type) {
      case "histogram" -> {
        double count = value.count(1, 4);
        value.leaveOut(5, 6, 7, 9, 10, 12, 13, 15, 16);
        for (Message bucket : value.messages(3)) {
          double inBucket = bucket.count(1, 4);
          point(name + "_bucket", labels, "le", bucket.real(2), inBucket, text);
          bucket.leaveOut(3);
          bucket.end();
        }
        if (!Double.isNaN(count)) {
          point(name + "_bucket", labels, "le", Double.POSITIVE_INFINITY, count, text);
        }
        sumAndCount(name, labels, value, count, text);
      }
      case "summary" -> {
        value.leaveOut(4);
        double count = value.has(1) ? value.whole(1) : Double.NaN;
        for (Message quantile : value.messages(3)) {
          point(name, labels, "quantile", quantile.real(1), quantile.real(2), text);
          quantile.end();
        }
        sumAndCount(name, labels, value, count, text);
      }
      case "counter" -> {
        value.leaveOut(2, 3);
        line(name, labels, value.real(1), text);
      }
      default -> line(name, labels, value.real(1), text);
    }
    value.end();
  }

  private static void sumAndCount(
      String name, List<String> labels, Message value, double count, StringBuilder text) {
    if (value.has(2)) {
      line(name + "_sum", labels, value.real(2), text);
    }
    if (!Double.isNaN(count)) {
      line(name + "_count", labels, count, text);
    }
  }

  private static void point(
      String name, List<String> labels, String label, double at, double value, StringBuilder text) {
    List<String> all = new ArrayList<>(labels);
    all.add(label(label, number(at)));
    line(name, all, value, text);
  }

  private static void line(String name, List<String> labels, double value, StringBuilder text) {
    String braced = labels.isEmpty() ? "" : "{" + String.join(",", labels) + "}";
    text.append(name + braced + " " + number(value) + "\n");
  }

  private static String label(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
    return name + "=\"" + escaped + "\"";
  }

  private static String number(double value) {
    byte[] digits = new byte[GoFloat.MAX_WRITTEN];
    return new String(digits, 0, GoFloat.write(value, digits, 0), UTF_8);
  }

  private List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    while (bytes.hasRemaining()) {
      long tag = varint();
      long number = tag >> 3;
      fields.add(
          switch ((int) tag & 7) {
            case 0 -> new Field.Whole(number, varint());
            case 1 -> new Field.Real(number, bytes.getDouble());
            case 2 -> new Field.Delimited(number, slice());
            default -> throw new AssertionError("tag " + tag);
          });
    }
    return fields;
  }

  private ByteBuffer slice() {
    int length = Math.toIntExact(varint());
    ByteBuffer slice = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return slice;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = bytes.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new AssertionError("a number of more than ten bytes");
  }
}
