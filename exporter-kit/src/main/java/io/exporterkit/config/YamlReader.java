package io.exporterkit.config;

import io.exporterkit.config.ConfigNode.Entry;
import io.exporterkit.config.ConfigNode.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// A reader of one document of YAML 1.2 as a tree of values. Refuses repeated keys, keys that are no text, tags,
/// further documents, aliases of what contains them, and trees that are too deep or too large. The only class that uses
/// the YAML parser. Used for one text.
final class YamlReader {
  private static final int DEEPEST = 50;
  private static final int MOST_VALUES = 100_000;

  private final String text;
  private final Faults faults;
  private final Iterator<Event> events;
  private final Map<String, ConfigNode> anchors = new HashMap<>();
  private int values;

  private YamlReader(String text, Faults faults) {
    this.text = text;
    this.faults = faults;
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /// Returns the value of a text; null of YAML for an empty text.
  ///
  /// @throws ConfigException when the text is not one document of YAML, or is refused
  static ConfigNode read(String text, Faults faults) throws ConfigException {
    YamlReader reader = new YamlReader(text, faults);
    try {
      return reader.document();
    } catch (MarkedYamlEngineException e) {
      throw faults.at(at(e.getProblemMark().or(e::getContextMark)), fault(e.getProblem()));
    } catch (ReaderException e) {
      throw faults.at(
          reader.positionOf(e.getPosition()), "not YAML: want printable characters alone");
    } catch (YamlEngineException _) {
      throw faults.at(Position.START, "not YAML: want YAML 1.2");
    }
  }

  private ConfigNode document() throws ConfigException {
    Optional<ConfigNode> first = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent) {
        if (first.isPresent()) {
          throw faults.at(at(event.getStartMark()), "a second document: want one document");
        }
        first = Optional.of(value(events.next(), 1));
      }
    }
    return first.orElse(new ConfigNode.Scalar(Position.START, "", true));
  }

  private ConfigNode value(Event event, int depth) throws ConfigException {
    Position at = at(event.getStartMark());
    if (event instanceof AliasEvent alias) {
      ConfigNode node = anchors.get(alias.getAlias().getValue());
      if (node == null) {
        throw faults.at(at, "an alias without its anchor: want the anchor before the alias");
      }
      count(node.size(), at);
      return node;
    }
    if (depth > DEEPEST) {
      throw faults.at(at, "nested too deeply: want at most " + DEEPEST + " levels");
    }
    count(1, at);
    ConfigNode node =
        switch (event) {
          case ScalarEvent scalar ->
              new ConfigNode.Scalar(
                  at, scalar.getValue(), scalar.isPlain() && !isText(scalar.getTag(), at));
          case MappingStartEvent start -> mapping(start, at, depth);
          case CollectionStartEvent start -> sequence(start, at, depth);
          default -> throw faults.at(at, "not YAML: want a value");
        };
    // Recorded after its end: an alias within it has no anchor.
    ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), node));
    return node;
  }

  private void count(int more, Position at) throws ConfigException {
    values += more;
    if (values > MOST_VALUES || more > MOST_VALUES) {
      throw faults.at(at, "too many values: want at most " + MOST_VALUES + ", aliases included");
    }
  }

  /// Whether a tag makes a scalar a text.
  private boolean isText(Optional<String> tag, Position at) throws ConfigException {
    if (tag.isPresent() && !tag.get().equals("!") && !tag.get().equals("tag:yaml.org,2002:str")) {
      throw faults.at(at, "a tag: want a value without a tag");
    }
    return tag.isPresent();
  }

  private ConfigNode sequence(CollectionStartEvent start, Position at, int depth)
      throws ConfigException {
    boolean _ = isText(start.getTag(), at);
    int before = values;
    List<ConfigNode> items = new ArrayList<>();
    Event next = events.next();
    while (!(next instanceof SequenceEndEvent)) {
      items.add(value(next, depth + 1));
      next = events.next();
    }
    return new ConfigNode.Sequence(at, List.copyOf(items), 1 + values - before);
  }

  private ConfigNode mapping(MappingStartEvent start, Position at, int depth)
      throws ConfigException {
    boolean _ = isText(start.getTag(), at);
    int before = values;
    Map<String, Entry> entries = new LinkedHashMap<>();
    Event next = events.next();
    while (!(next instanceof MappingEndEvent)) {
      Position keyAt = at(next.getStartMark());
      if (!(value(next, depth + 1) instanceof ConfigNode.Scalar key) || key.isNull()) {
        throw faults.at(keyAt, "a key that is no text: want key: value");
      }
      Entry entry = new Entry(keyAt, value(events.next(), depth + 1));
      Entry earlier = entries.putIfAbsent(key.text(), entry);
      if (earlier != null) {
        throw faults.at(
            keyAt, "a repeated key: it stands in line " + earlier.keyAt().line() + " already");
      }
      next = events.next();
    }
    return new ConfigNode.Mapping(at, Collections.unmodifiableMap(entries), 1 + values - before);
  }

  private static Position at(Optional<Mark> mark) {
    return mark.map(m -> new Position(m.getLine() + 1, m.getColumn() + 1)).orElse(Position.START);
  }

  /// Returns the position of the character with this index.
  ///
  /// @param index counted in code points
  private Position positionOf(int index) {
    int end = text.offsetByCodePoints(0, Math.min(index, text.codePointCount(0, text.length())));
    int line = (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    return new Position(line + 1, end - text.lastIndexOf('\n', end - 1));
  }

  /// Returns the parser's message without the characters of the file that it quotes.
  private static String fault(String problem) {
    if (problem.contains("TAB")) {
      return "a tab: want spaces";
    }
    if (problem.startsWith("could not find expected ':'")) {
      return "not YAML: want a colon and a space after the key";
    }
    if (problem.contains("<block end>")) {
      return "not YAML: want the indentation of the lines before, and quotes around a value with special characters";
    }
    if (problem.startsWith("mapping values are not allowed")) {
      return "not YAML: a second colon: want one key: value on a line, or quotes around the value";
    }
    if (problem.startsWith("found unexpected end of stream")) {
      return "not YAML: the file ends within a quoted value: want the closing quote";
    }
    if (problem.startsWith("found unknown escape") || problem.startsWith("expected escape")) {
      return "not YAML: an unknown escape: want \\\\ for a backslash, or single quotes";
    }
    int list = problem.indexOf("expected ',' or ");
    if (list >= 0) {
      return "not YAML: want , or " + problem.charAt(list + "expected ',' or '".length());
    }
    return "not YAML: want lines of key: value, and quotes around a value with special characters";
  }
}
