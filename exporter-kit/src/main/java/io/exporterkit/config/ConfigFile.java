package io.exporterkit.config;

import io.exporterkit.config.ConfigNode.Entry;
import io.exporterkit.config.ConfigNode.Position;
import io.exporterkit.file.BoundedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// A configuration file in YAML that was read into a record. Immutable.
///
/// ```java
/// record Modules(Map<String, Module> modules) {}
///
/// record Module(Optional<Secret> password, Duration timeout, List<String> collectors) {
///   static Module defaults() {
///     return new Module(Optional.empty(), Duration.ofSeconds(5), List.of());
///   }
///
///   Module {
///     if (timeout.isNegative()) {
///       throw new IllegalArgumentException("timeout: it is negative: want 0 or more");
///     }
///   }
/// }
///
/// Modules modules = ConfigFile.read(Path.of("modules.yml"), Modules.class).value();
/// ```
///
/// The keys of a mapping are the names of the record's components in snake case: `clientAuthType` is the key
/// `client_auth_type`. A component is one of these types:
///
/// - `String`: any text or number, as written;
/// - `boolean`: `true` or `false`; `int` and `long`: a whole number; `double`: a number;
/// - [java.time.Duration]: `1m30s`, `500ms`, `1d12h`, `0`, as in Go and in Prometheus;
/// - [java.nio.file.Path]: relative to the folder of the file; an `Optional<Path>` is empty for an empty text;
/// - [Secret], and any other class with a static method `of(String)` or `parse(String)` that returns the class and
///   throws an [IllegalArgumentException] whose message says what would be right;
/// - an enum: the names of its constants in lower case, unless the enum has such a method;
/// - a record, `List<T>`, `Map<String, T>` in the order of the file, and `Optional<T>`.
///
/// A key that is absent or has no value is an empty `Optional`, `List` or `Map`; otherwise its value is the one in the
/// result of the record's static method `defaults()`; a record without this method requires the key. Records and
/// methods need not be public, except that a named module must open their package.
///
/// Refused, with file, line and column, are unknown keys, wrong types, repeated keys, tags, several documents, bytes
/// that are not UTF-8, files of more than 1 MB, and values for which a record's constructor throws an
/// [IllegalArgumentException]. Such an exception is reported at the mapping, or at one of its keys if the message
/// begins with the key and a colon. Its message should not contain the value.
///
/// @param <T> the record
public final class ConfigFile<T extends Record> {
  private static final int MOST_BYTES = 1 << 20;

  private final Path file;
  private final ConfigNode root;
  private final T value;

  private ConfigFile(Path file, ConfigNode root, T value) {
    this.file = file;
    this.root = root;
    this.value = value;
  }

  /// Reads a file. An empty file is a record without keys.
  ///
  /// @param type class of the record for the whole file
  /// @throws IOException when the file cannot be read; the message names the file and the reason
  /// @throws ConfigException when the content is refused
  /// @throws IllegalStateException when a component of the record has an unsuitable type
  public static <T extends Record> ConfigFile<T> read(Path file, Class<T> type) throws IOException {
    Faults faults = new Faults(file.toString());
    ConfigNode root = YamlReader.read(text(BoundedFile.read(file, MOST_BYTES), faults), faults);
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    return new ConfigFile<>(file, root, new Binding(folder, faults).record(root, type));
  }

  private static String text(byte[] bytes, Faults faults) throws ConfigException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException _) {
      String before = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
      int line = (int) before.chars().filter(c -> c == '\n').count();
      int column = before.length() - before.lastIndexOf('\n');
      throw faults.at(new Position(line + 1, column), "not UTF-8: want a text in UTF-8");
    }
  }

  /// Returns the file, as named by the caller of [#read].
  public Path file() {
    return file;
  }

  /// Returns the record.
  public T value() {
    return value;
  }

  /// Returns an exception with the position of a key, for a fault that is found after the file was read.
  ///
  /// @param what is wrong and what would be right, without a value of the file
  /// @param keys path of the key, as in `tls_server_config`, `cert_file`; the position is that of the last one that
  ///     the file has
  public ConfigException refusal(String what, String... keys) {
    Position position = root.at();
    ConfigNode node = root;
    for (String key : keys) {
      if (!(node instanceof ConfigNode.Mapping mapping)) {
        break;
      }
      Entry entry = mapping.entries().get(key);
      if (entry == null) {
        break;
      }
      position = entry.keyAt();
      node = entry.value();
    }
    return new Faults(file.toString()).at(position, what);
  }
}
