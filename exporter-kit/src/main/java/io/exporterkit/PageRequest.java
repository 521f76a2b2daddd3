package io.exporterkit;

import io.exporterkit.metric.Section;
import io.exporterkit.scrape.Collector;
import io.exporterkit.web.BadRequestException;
import io.exporterkit.web.Request;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The parameters by which a request for a page chooses a part of it.
///
/// @param collect names of the collectors to run, from `collect[]`; empty for all
/// @param exclude names of the collectors not to run, from `exclude[]`
/// @param names names of the families on the page, from `name[]`; empty for all
/// @param debug whether the log of the scrape is wanted, from `debug=true`
record PageRequest(Set<String> collect, Set<String> exclude, Set<String> names, boolean debug) {
  private static final PageRequest WHOLE = new PageRequest(Set.of(), Set.of(), Set.of(), false);

  PageRequest {
    collect = Set.copyOf(collect);
    exclude = Set.copyOf(exclude);
    names = Set.copyOf(names);
  }

  /// Reads the parameters of a request.
  ///
  /// @throws BadRequestException when both collect[] and exclude[] are present
  static PageRequest of(Request request) throws BadRequestException {
    if (request.query().isEmpty()) {
      return WHOLE;
    }
    Set<String> collect = values(request, "collect[]");
    Set<String> exclude = values(request, "exclude[]");
    if (!collect.isEmpty() && !exclude.isEmpty()) {
      throw new BadRequestException("collect[] and exclude[] exclude each other: want one of them");
    }
    boolean debug = request.parameter("debug").equals("true");
    return new PageRequest(collect, exclude, values(request, "name[]"), debug);
  }

  private static Set<String> values(Request request, String name) {
    Set<String> values = new HashSet<>(request.query().getOrDefault(name, List.of()));
    values.remove("");
    return values;
  }

  /// Whether all collectors run.
  boolean isOfAllCollectors() {
    return collect.isEmpty() && exclude.isEmpty();
  }

  /// Returns the collectors to run, in their order. Required collectors run anyway.
  ///
  /// @throws BadRequestException when there is no collector of a name; the message lists the names
  <S> List<Collector<? super S>> choose(List<? extends Collector<? super S>> all)
      throws BadRequestException {
    Set<String> known = new TreeSet<>();
    all.forEach(collector -> known.add(collector.name()));
    if (!known.containsAll(collect) || !known.containsAll(exclude)) {
      throw new BadRequestException(
          "unknown collector in "
              + (collect.isEmpty() ? "exclude[]" : "collect[]")
              + ": want some of "
              + String.join(", ", known));
    }
    return all.stream()
        .<Collector<? super S>>map(collector -> collector)
        .filter(collector ->
            collector.isRequired()
                || (collect.isEmpty()
                    ? !exclude.contains(collector.name())
                    : collect.contains(collector.name())))
        .toList();
  }

  /// Returns the families that are wanted.
  List<Section> filter(List<Section> page) {
    return names.isEmpty() ? page : page.stream().map(section -> section.only(names)).toList();
  }
}
