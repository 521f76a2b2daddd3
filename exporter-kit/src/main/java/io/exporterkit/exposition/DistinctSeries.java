package io.exporterkit.exposition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A filter for the series that more than one section of a page has.
final class DistinctSeries {
  private DistinctSeries() {}

  /// Returns the parts without each sample whose series (its labels with their values) an earlier part holds. As in
  /// Prometheus, a label with an empty value counts as a missing label.
  static List<PagePart> of(List<PagePart> parts) {
    if (parts.size() == 1 || haveTargetsOfTheirOwn(parts)) {
      return List.copyOf(parts);
    }
    // Strings are comparable, so a HashSet sorts those of equal hash into a tree: strings prepared
    // to have one hash cost little more than others.
    Set<String> seen = new HashSet<>();
    List<PagePart> distinct = new ArrayList<>();
    for (PagePart part : parts) {
      int[] order = labelsByName(part);
      int[] kept = new int[part.size()];
      int count = 0;
      for (int i = 0; i < kept.length; i++) {
        PagePart.pauseAt(i);
        if (seen.add(series(part, i, order))) {
          kept[count++] = i;
        }
      }
      distinct.add(count == kept.length ? part : part.only(Arrays.copyOf(kept, count)));
    }
    return distinct;
  }

  /// Whether the labels of the targets alone distinguish the series of all parts, so that no sample needs to be
  /// compared.
  private static boolean haveTargetsOfTheirOwn(List<PagePart> parts) {
    PagePart first = parts.getFirst();
    Set<List<String>> targets = new HashSet<>();
    for (PagePart part : parts) {
      if (!targetNames(part).equals(targetNames(first))
          || part.targetValues().contains("")
          || !targets.add(part.targetValues())) {
        return false;
      }
    }
    return true;
  }

  private static List<String> targetNames(PagePart part) {
    int all = part.labelCount();
    return part.labelNames().subList(all - part.targetValues().size(), all);
  }

  private static int[] labelsByName(PagePart part) {
    return IntStream.range(0, part.labelCount())
        .boxed()
        .sorted(Comparator.comparing(part::labelName))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// Returns a text that is equal for equal series only: for each label its name, the length of its value, and the
  /// value.
  private static String series(PagePart part, int sample, int[] order) {
    StringBuilder text = new StringBuilder();
    for (int label : order) {
      @Nullable String value = part.labelValue(sample, label);
      if (value != null && !value.isEmpty()) {
        text.append(part.labelName(label)).append(' ').append(value.length()).append(' ');
        text.append(value);
      }
    }
    return text.toString();
  }
}
