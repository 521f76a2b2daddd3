package io.exporterkit.options;

import io.exporterkit.text.GoDuration;
import io.exporterkit.text.GoFloat;
import io.exporterkit.text.HostPort;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The usual parsers. Each throws an [IllegalArgumentException] whose message does not quote the refused text.
public final class Parsers {
  private static final List<String> BYTE_UNITS = List.of("", "K", "M", "G", "T", "P");

  private Parsers() {}

  /// Returns a parser that accepts any text except an empty one.
  public static Parser<String> text() {
    return Parser.of(
        "text",
        text -> {
          if (text.isEmpty()) {
            throw new IllegalArgumentException("a value is missing");
          }
          return text;
        });
  }

  /// Returns a parser that returns an empty result for an empty text, and uses another parser for any other text.
  public static <T> Parser<Optional<T>> optional(Parser<T> parser) {
    return Parser.of(
        parser.word(), text -> text.isEmpty() ? Optional.empty() : Optional.of(parser.parse(text)));
  }

  /// Returns a parser of whole numbers in a range, both ends included, written with digits alone, or as `0x10` or
  /// `1_000`.
  public static Parser<Long> integer(long least, long most) {
    return Parser.of(
        "integer",
        text -> {
          Optional<Object> number = Values.anyBase(text);
          if (number.isPresent() && number.get() instanceof Long n && n >= least && n <= most) {
            return n;
          }
          throw new IllegalArgumentException("want a whole number from " + least + " to " + most);
        });
  }

  /// Returns a parser of numbers in a range, both ends included, in Go's syntax: `0.5`, `1e3`.
  public static Parser<Double> number(double least, double most) {
    return Parser.of(
        "number",
        text -> {
          double number = GoFloat.parse(text).orElse(Double.NaN);
          if (number >= least && number <= most) {
            return number;
          }
          throw new IllegalArgumentException(
              "want a number from " + shown(least) + " to " + shown(most));
        });
  }

  /// Returns a number without the fraction when that is zero.
  ///
  /// In: `5.0`   Out: `5`
  private static String shown(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /// Returns a parser of durations in Go's syntax, such as `1m30s` or `500ms`, with a shortest duration.
  public static Parser<Duration> duration(Duration least) {
    return Parser.of(
        "duration",
        text -> {
          Duration duration;
          try {
            duration = GoDuration.parse(text);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("it " + e.getMessage(), e);
          }
          if (duration.compareTo(least) < 0) {
            throw new IllegalArgumentException("want at least " + GoDuration.format(least));
          }
          return duration;
        });
  }

  /// Returns a parser of numbers of bytes: `4096`, `64KB`, `1.5GiB`. Units are powers of 1024, as in Prometheus's
  /// flags, with or without the `i` and the `B`, in upper or lower case.
  public static Parser<Long> bytes() {
    return Parser.of(
        "bytes",
        text -> {
          String upper = text.strip().toUpperCase(Locale.ROOT);
          int end = upper.length();
          while (end > 0 && Character.isLetter(upper.charAt(end - 1))) {
            end--;
          }
          String unit = upper.substring(end).replaceFirst("I?B$", "");
          double number = GoFloat.parse(upper.substring(0, end).strip()).orElse(-1);
          int power = BYTE_UNITS.indexOf(unit);
          double bytes = number * Math.pow(1024, power);
          if (number < 0 || power < 0 || !(bytes <= Long.MAX_VALUE)) {
            throw new IllegalArgumentException(
                "want a number of bytes, as in 4096, 64KB or 2GB (1KB is 1024 bytes)");
          }
          return (long) bytes;
        });
  }

  /// Returns a parser of the constants of an enum, written in upper or lower case, with `-` or `_`.
  public static <E extends Enum<E>> Parser<E> oneOf(Class<E> type) {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      names.add(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    return Parser.of(
        "name",
        text -> {
          int index = names.indexOf(text.toLowerCase(Locale.ROOT).replace('_', '-'));
          if (index < 0) {
            throw new IllegalArgumentException("want " + alternatives(names));
          }
          return type.getEnumConstants()[index];
        });
  }

  /// Returns a list of names as part of a sentence.
  ///
  /// In: `txt`, `json`, `xml`   Out: `txt, json or xml`
  private static String alternatives(List<String> names) {
    int last = names.size() - 1;
    return last == 0
        ? names.getFirst()
        : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  /// Returns a parser of paths. The file need not exist.
  public static Parser<Path> path() {
    return Parser.of(
        "path",
        text -> {
          try {
            if (!text.isEmpty()) {
              return Path.of(text);
            }
          } catch (InvalidPathException _) {
            // refused below
          }
          throw new IllegalArgumentException("want a path");
        });
  }

  /// Returns a parser of absolute URIs with a host.
  ///
  /// @param schemes allowed schemes in lower case; without any, all schemes are allowed
  public static Parser<URI> uri(String... schemes) {
    List<String> allowed = List.of(schemes);
    String example = (allowed.isEmpty() ? "http" : allowed.getFirst()) + "://host/";
    return Parser.of(
        "uri",
        text -> {
          try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getHost() != null && (allowed.isEmpty() || allowed.contains(scheme))) {
              return uri;
            }
          } catch (URISyntaxException _) {
            // refused below: the exception quotes the text
          }
          throw new IllegalArgumentException(
              "want a URI, as in "
                  + example
                  + (allowed.size() < 2 ? "" : ", with the scheme " + alternatives(allowed)));
        });
  }

  /// Returns a parser of regular expressions in the syntax of [Pattern].
  public static Parser<Pattern> pattern() {
    return Parser.of(
        "pattern",
        text -> {
          try {
            return Pattern.compile(text);
          } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                "want a regular expression; at character "
                    + (e.getIndex() + 1)
                    + ": "
                    + e.getDescription(),
                e);
          }
        });
  }

  /// Returns a parser of addresses: `host:port`, `[::1]:port`, or `host` with a default port. The result is unresolved,
  /// because the host is looked up for each connection.
  ///
  /// @param defaultPort 0 where a port must be written
  public static Parser<InetSocketAddress> address(int defaultPort) {
    return Parser.of("address", text -> HostPort.parse(text, defaultPort));
  }
}
