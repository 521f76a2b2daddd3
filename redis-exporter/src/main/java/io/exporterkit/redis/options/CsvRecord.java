package io.exporterkit.redis.options;

import java.util.ArrayList;
import java.util.List;

/// A parser of the first record of comma-separated values ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)). A field
/// may be enclosed in double quotes: then it may contain commas, and two double quotes stand for one.
final class CsvRecord {
  private CsvRecord() {}

  /// Returns the fields of the first record that is not empty, or an empty list if there is none.
  ///
  /// In: `^(a),"b,""c"""`   Out: `^(a)` and `b,"c"`
  ///
  /// @throws IllegalArgumentException if a quote is missing or misplaced
  static List<String> parse(String text) {
    String record = firstLines(text);
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (!record.isEmpty()) {
      StringBuilder field = new StringBuilder();
      at = record.startsWith("\"", at) ? quoted(record, at, field) : bare(record, at, field);
      fields.add(field.toString());
      if (at == record.length() || record.charAt(at) == '\n') {
        break;
      }
      at++; // the comma
    }
    return List.copyOf(fields);
  }

  /// Returns the text from its first line that is not empty, with line feeds in place of CRLF.
  private static String firstLines(String text) {
    String lines = text.replace("\r\n", "\n");
    int from = 0;
    while (from < lines.length() && lines.charAt(from) == '\n') {
      from++;
    }
    return lines.substring(from);
  }

  private static int bare(String record, int from, StringBuilder field) {
    int at = from;
    while (at < record.length() && record.charAt(at) != ',' && record.charAt(at) != '\n') {
      if (record.charAt(at) == '"') {
        throw new IllegalArgumentException(
            "a field that does not begin with '\"' contains one: enclose the field in quotes, and write each quote in it twice");
      }
      field.append(record.charAt(at++));
    }
    return at;
  }

  private static int quoted(String record, int from, StringBuilder field) {
    int at = from + 1;
    while (at < record.length()) {
      char c = record.charAt(at++);
      if (c != '"') {
        field.append(c);
      } else if (record.startsWith("\"", at)) {
        field.append(c);
        at++;
      } else if (at == record.length() || record.charAt(at) == ',' || record.charAt(at) == '\n') {
        return at;
      } else {
        throw new IllegalArgumentException("a comma is missing after a quoted field");
      }
    }
    throw new IllegalArgumentException("a quoted field has no end");
  }
}
