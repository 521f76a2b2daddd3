package io.exporterkit.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Reports of pages that are written in the test.
class ReportTest {
  private static final String THEIRS =
      """
      # HELP redis_up Up.
      # TYPE redis_up gauge
      redis_up 1
      # HELP redis_keys Keys.
      # TYPE redis_keys gauge
      redis_keys{db="db0",key="a"} 3
      redis_keys{db="db1",key="a"} 4
      # HELP redis_calls_total Calls.
      # TYPE redis_calls_total counter
      redis_calls_total 1e+06
      """;
  private static final Differences NONE = new Differences(List.of());
  private static final Secrets NO_SECRETS = new Secrets(Set.of());

  private static Report report(String before, String ours, String after) {
    return report(before, ours, after, NONE);
  }

  private static Report report(String before, String ours, String after, Differences differences) {
    Comparison comparison = Comparison.of(new Comparison.Pages(before, ours, after), "redis");
    return new Report(
        List.of(new Cell("redis-7.0", "defaults", comparison)), differences, false, NO_SECRETS);
  }

  private static List<String> complaints(Report report) {
    return report.text().lines().filter(line -> line.contains("(")).toList();
  }

  @Test
  void equalPagesAreToldAsATableOfNothing() {
    Report report = report(THEIRS, THEIRS, THEIRS);
    assertThat(report.exitCode()).isZero();
    assertThat(report.text())
        .isEqualTo(
            """
            same / on purpose / differing

                      redis-7.0
            defaults      4/0/0

            4 the same, 0 on purpose, 0 differing
            """);
  }

  @Test
  void theOrderOfLabelsAndLinesDoesNotMatter() {
    String ours =
        """
        # HELP redis_calls_total Other words.
        # TYPE redis_calls_total counter
        redis_calls_total 1e+06
        # HELP redis_up Up.
        # TYPE redis_up gauge
        redis_up 1
        # HELP redis_keys Keys.
        # TYPE redis_keys gauge
        redis_keys{key="a",db="db1"} 4
        redis_keys{key="a",db="db0"} 3
        """;
    assertThat(report(THEIRS, ours, THEIRS).exitCode()).isZero();
  }

  @Test
  void everyKindOfDifferenceIsALine() {
    String ours =
        """
        # HELP redis_up Up.
        # TYPE redis_up gauge
        redis_up 1
        # HELP redis_calls_total Calls.
        # TYPE redis_calls_total gauge
        redis_calls_total 1000000
        # HELP redis_keys Keys.
        # TYPE redis_keys gauge
        redis_keys{db="db0",key="a"} 3
        redis_keys{db="db2",key="a"} 5
        redis_keys{key="a",db="db0"} 3
        # HELP redis_news News.
        # TYPE redis_news gauge
        redis_news{of="us"} 1
        redis_news{of="you"} 1
        """;
    Report report = report(THEIRS, ours, THEIRS);
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.text())
        .isEqualTo(
            """
            same / on purpose / differing

                      redis-7.0
            defaults      2/0/6

            duplicate  redis-7.0 (defaults): redis_keys{db="db0",key="a"} twice on our page
            missing    redis-7.0 (defaults): redis_keys{db="db1",key="a"}, theirs 4
            type       redis-7.0 (defaults): redis_calls_total is gauge, theirs counter
            value      redis-7.0 (defaults): redis_calls_total is 1000000, theirs 1e+06
            more       redis-7.0 (defaults): redis_news
            more       redis-7.0 (defaults): redis_keys{db="db2",key="a"} is 5

            2 the same, 0 on purpose, 6 differing
            """);
  }

  @Test
  void aDuplicateOfTheOriginalIsToldToo() {
    String twice =
        THEIRS.replace("redis_calls_total 1e+06\n", "redis_calls_total 1\nredis_calls_total 1\n");
    String ours = THEIRS.replace("1e+06", "1");
    assertThat(complaints(report(twice, ours, twice)))
        .containsExactly(
            "duplicate  redis-7.0 (defaults): redis_calls_total twice on the original's page");
  }

  @Test
  void whatMovesMeanwhileIsNotComparedAndWhatGoesIsNotMissed() {
    String later =
        THEIRS.replace("1e+06", "1.5e+06").replace("redis_keys{db=\"db1\",key=\"a\"} 4\n", "");
    String ours =
        THEIRS.replace("1e+06", "1.2e+06").replace("redis_keys{db=\"db1\",key=\"a\"} 4\n", "");
    assertThat(report(THEIRS, ours, later).exitCode()).isZero();
    // A family that the original emits only after ours is not ours alone.
    assertThat(report(later, THEIRS.replace("1e+06", "1.2e+06"), THEIRS).exitCode()).isZero();
  }

  @Test
  void aTargetThatNeitherReachesIsNoSuccess() {
    String down =
        """
        # HELP redis_up Up.
        # TYPE redis_up gauge
        redis_up 0
        # HELP redis_exporter_last_scrape_error Why.
        # TYPE redis_exporter_last_scrape_error gauge
        redis_exporter_last_scrape_error{err="%s"} 1
        """;
    Report report = report(down.formatted("dial"), down.formatted("refused"), down.formatted("x"));
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(complaints(report))
        .containsExactly(
            "down       redis-7.0 (defaults): nothing was compared: the target is down: refused");
  }

  @Test
  void whatIsNoPageIsTold() {
    Report report = report(THEIRS, "no such thing\n", THEIRS);
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(complaints(report))
        .containsExactly("unreadable redis-7.0 (defaults): our page: no sample: no such thing");
  }

  @Test
  void aDifferenceWithAReasonIsCountedOnly() {
    Differences differences =
        Differences.parse(
            """
            # what, where, why
            missing\tkeys\\{.*\\} 4\tfour is none
            value\tcalls_.*\twhy not
            """);
    String ours = THEIRS.replace("1e+06", "7").replace("redis_keys{db=\"db1\",key=\"a\"} 4\n", "");
    Report report = report(THEIRS, ours, THEIRS, differences);
    assertThat(report.exitCode()).isZero();
    assertThat(report.text()).contains("2/2/0");
    // The reason applies to this value only, and to the whole name.
    String five = THEIRS.replace("} 4", "} 5");
    assertThat(complaints(report(five, ours, five, differences)))
        .containsExactly(
            "missing    redis-7.0 (defaults): redis_keys{db=\"db1\",key=\"a\"}, theirs 5");
    assertThat(
            Differences.parse("value\tcalls\tonly a part\n")
                .rows()
                .getFirst()
                .explains(new Complaint(Complaint.Kind.VALUE, "calls_total", "", "1", 1)))
        .isFalse();
  }

  @Test
  void aReasonForMomentsCoversMomentsOnly() {
    Differences differences = Differences.parse("near\tcalls_total\ttime passes\n");
    for (String near : List.of("1.000005e+06", "999995")) {
      assertThat(report(THEIRS, THEIRS.replace("1e+06", near), THEIRS, differences).exitCode())
          .isZero();
    }
    for (String far : List.of("1.000006e+06", "0", "NaN", "+Inf")) {
      assertThat(report(THEIRS, THEIRS.replace("1e+06", far), THEIRS, differences).exitCode())
          .isEqualTo(1);
    }
  }

  @Test
  void aReasonThatIsNoneAnyMoreIsAComplaintOfAWholeRun() {
    Differences differences =
        Differences.parse("missing\tgone\\{.*\\}\tit was so once\nvalue\tup\tby chance\n");
    Comparison comparison = Comparison.of(new Comparison.Pages(THEIRS, THEIRS, THEIRS), "redis");
    List<Cell> cells = List.of(new Cell("redis-7.0", "defaults", comparison));
    assertThat(new Report(cells, differences, false, NO_SECRETS).exitCode()).isZero();
    Report whole = new Report(cells, differences, true, NO_SECRETS);
    assertThat(whole.exitCode()).isEqualTo(1);
    assertThat(whole.text())
        .contains("\nunused     missing gone\\{.*\\} in parity/differences.tsv\n");
  }

  @Test
  void aMomentsDifferenceIsGoneWhenItIsComparedAgain() {
    Comparison first =
        Comparison.of(
            new Comparison.Pages(
                THEIRS, THEIRS.replace("1e+06", "5").replace("} 4", "} 6"), THEIRS),
            "redis");
    Comparison again =
        Comparison.of(
            new Comparison.Pages(
                THEIRS, THEIRS.replace("1e+06", "8").replace("} 3", "} 6"), THEIRS),
            "redis");
    assertThat(first.complaints()).hasSize(2);
    Comparison still = first.stillIn(again);
    assertThat(still.complaints()).extracting(Complaint::where).containsExactly("calls_total");
    assertThat(still.same()).isEqualTo(3);
  }

  @Test
  void aComplaintOfSeveralFlagSetsIsToldOnce() {
    Comparison comparison =
        Comparison.of(new Comparison.Pages(THEIRS, THEIRS.replace("1e+06", "5"), THEIRS), "redis");
    Report report =
        new Report(
            List.of("a", "b", "c", "d", "e").stream()
                .map(set -> new Cell("redis-7.0", set, comparison))
                .toList(),
            NONE,
            false,
            NO_SECRETS);
    assertThat(complaints(report))
        .containsExactly(
            "value      redis-7.0 (a, b, c and 2 more): redis_calls_total is 5, theirs 1e+06");
  }

  @Test
  void passwordsAreNotShown() {
    String theirs =
        THEIRS
            + """
            # HELP redis_config_key_value Settings.
            # TYPE redis_config_key_value gauge
            redis_config_key_value{key="masterauth",value="first \\" one"} 1
            # HELP redis_script_values Values.
            # TYPE redis_script_values gauge
            redis_script_values{key="it is second"} 1
            """;
    Comparison comparison = Comparison.of(new Comparison.Pages(theirs, THEIRS, theirs), "redis");
    Report report =
        new Report(
            List.of(new Cell("redis-7.0", "defaults", comparison)),
            NONE,
            false,
            new Secrets(Set.of("second")));
    assertThat(complaints(report))
        .containsExactly(
            "missing    redis-7.0 (defaults): redis_config_key_value{key=\"masterauth\",value=\"***\"}, theirs 1",
            "missing    redis-7.0 (defaults): redis_script_values{key=\"it is ***\"}, theirs 1");
  }

  @Test
  void aRowWithoutAReasonIsRefused() {
    for (String row : List.of("missing\ta", "missing\ta\t ", "gone\ta\tb", "missing a b")) {
      assertThatThrownBy(() -> Differences.parse(row))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(row);
    }
  }
}
