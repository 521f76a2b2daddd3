package io.exporterkit.parity;

import static io.exporterkit.parity.Complaint.Kind.DOWN;
import static io.exporterkit.parity.Complaint.Kind.DUPLICATE;
import static io.exporterkit.parity.Complaint.Kind.MISSING;
import static io.exporterkit.parity.Complaint.Kind.MORE;
import static io.exporterkit.parity.Complaint.Kind.TYPE;
import static io.exporterkit.parity.Complaint.Kind.UNREADABLE;
import static io.exporterkit.parity.Complaint.Kind.VALUE;

import io.exporterkit.redis.servers.Exposition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The result of comparing our page with two pages of the original, one fetched before ours and one after ours.
///
/// Our page must have every series that both pages of the original have. A value must be equal if it is the same on
/// both pages of the original; a value that changes in between cannot be compared. A series is ours alone if neither
/// page of the original has it.
///
/// @param same number of series that both exporters emit, without a complaint
record Comparison(int same, List<Complaint> complaints) {

  Comparison {
    complaints = List.copyOf(complaints);
  }

  /// The pages of one comparison.
  ///
  /// @param before the first page of the original
  /// @param after the second page of the original
  record Pages(String before, String ours, String after) {}

  /// Compares the pages.
  ///
  /// @param namespace the prefix of the metrics, without the underscore; may be empty
  static Comparison of(Pages pages, String namespace) {
    Reader reader = new Reader(namespace.isEmpty() ? "" : namespace + "_");
    Exposition before = reader.read("the original's page", pages.before);
    Exposition ours = reader.read("our page", pages.ours);
    List<Complaint> twice = List.copyOf(reader.complaints);
    Exposition after = reader.read("the original's page", pages.after);
    if (reader.unreadable) {
      return new Comparison(0, reader.complaints);
    }
    String reason = reader.whyDown(ours);
    if (!reason.isEmpty() && !reader.whyDown(before).isEmpty()) {
      return new Comparison(
          0, List.of(new Complaint(DOWN, "up", "nothing was compared: " + reason)));
    }
    List<Complaint> complaints = new ArrayList<>(twice);
    int same = 0;
    for (Map.Entry<Exposition.Series, String> sample : before.values().entrySet()) {
      Exposition.Series series = sample.getKey();
      String theirs = sample.getValue();
      String later = after.values().get(series);
      String mine = ours.values().get(series);
      if (mine == null) {
        if (later != null) {
          complaints.add(
              new Complaint(
                  MISSING, reader.bare(series), series + ", theirs " + theirs, theirs, Double.NaN));
        }
      } else if (theirs.equals(later) && !theirs.equals(mine)) {
        complaints.add(
            new Complaint(
                VALUE,
                reader.bare(series),
                series + " is " + mine + ", theirs " + theirs,
                theirs,
                Math.abs(number(mine) - number(theirs))));
      } else {
        same++;
      }
    }
    types(before, ours, reader, complaints);
    more(before, ours, after, reader, complaints);
    return new Comparison(same, complaints);
  }

  /// Returns the complaints of another comparison that this one has, too. This excludes momentary differences.
  Comparison stillIn(Comparison again) {
    List<Complaint> still =
        again.complaints.stream()
            .filter(complaint -> complaints.stream().anyMatch(complaint::isLike))
            .toList();
    return new Comparison(again.same + again.complaints.size() - still.size(), still);
  }

  private static void types(
      Exposition before, Exposition ours, Reader reader, List<Complaint> complaints) {
    before
        .types()
        .forEach((family, type) -> {
          String mine = ours.types().get(family);
          if (mine != null && !mine.equals(type)) {
            complaints.add(
                new Complaint(
                    TYPE, reader.bare(family), family + " is " + mine + ", theirs " + type));
          }
        });
  }

  private static void more(
      Exposition before,
      Exposition ours,
      Exposition after,
      Reader reader,
      List<Complaint> complaints) {
    Set<String> families = new TreeSet<>(ours.types().keySet());
    families.removeAll(before.types().keySet());
    families.removeAll(after.types().keySet());
    for (String family : families) {
      complaints.add(new Complaint(MORE, reader.bare(family), family));
    }
    ours.values()
        .forEach((series, value) -> {
          if (!families.contains(series.family())
              && !before.values().containsKey(series)
              && !after.values().containsKey(series)) {
            complaints.add(new Complaint(MORE, reader.bare(series), series + " is " + value));
          }
        });
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /// A reader of pages whose names begin with a prefix. It collects the complaints about each page by itself.
  private static final class Reader {
    private static final Exposition NOTHING = new Exposition(Map.of(), Map.of());

    private final String prefix;
    private final List<Complaint> complaints = new ArrayList<>();
    private boolean unreadable;

    Reader(String prefix) {
      this.prefix = prefix;
    }

    Exposition read(String whose, String page) {
      try {
        return Exposition.parse(
            page,
            series ->
                complaints.add(
                    new Complaint(DUPLICATE, bare(series), series + " twice on " + whose)));
      } catch (IllegalArgumentException e) {
        unreadable = true;
        complaints.add(new Complaint(UNREADABLE, whose, whose + ": " + e.getMessage()));
        return NOTHING;
      }
    }

    /// Returns the reason why the target of the page is not up, or an empty text if it is up.
    String whyDown(Exposition page) {
      for (Map.Entry<Exposition.Series, String> sample : page.values().entrySet()) {
        if (sample.getKey().name().equals(prefix + "up") && sample.getValue().equals("1")) {
          return "";
        }
      }
      return page.values().keySet().stream()
          .filter(series -> series.name().equals(prefix + "exporter_last_scrape_error"))
          .map(series -> "the target is down: " + series.labels().getOrDefault("err", ""))
          .findFirst()
          .orElse("no target on the page");
    }

    String bare(Exposition.Series series) {
      return series.withoutPrefix(prefix).toString();
    }

    String bare(String name) {
      return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }
  }
}
