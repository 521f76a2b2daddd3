package io.exporterkit.redis.info;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.metric.Catalogue;
import io.exporterkit.metric.MetricDef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The table against the contract: a line of `contract/info-fields.tsv` holds field, metric, type and divisor of a row.
final class InfoTableTest {
  private static final List<FieldRow> ALL = all();

  @Test
  void coversTheContractExactly() throws IOException {
    assertThat(ALL)
        .extracting(row ->
            String.join(
                "\t",
                row.field(),
                row.def().name(),
                row.def().type().word(),
                String.valueOf((long) row.divisor())))
        .containsExactlyInAnyOrderElementsOf(contract());
  }

  @Test
  void noFieldStandsInItTwice() {
    assertThat(ALL).extracting(FieldRow::field).doesNotHaveDuplicates();
  }

  @Test
  void makesOneCatalogue() {
    Catalogue catalogue = Catalogue.of(ALL.stream().map(FieldRow::def).toList());
    // Servers renamed the three fields of the pipeline length, whose metrics have two fields each.
    assertThat(catalogue.metrics()).hasSize(ALL.size() - 3);
  }

  @Test
  void everyHelpIsASentenceAndNotTheName() {
    assertThat(ALL)
        .extracting(FieldRow::def)
        .allSatisfy(def -> {
          assertThat(def.help()).matches("[A-Z].*[a-zA-Z0-9)]\\.").hasSizeGreaterThan(15);
          assertThat(words(def.help())).isNotEqualTo(words(def.name()));
          assertThat(words(def.help())).isNotEqualTo(words(def.name() + " metric"));
        });
  }

  @Test
  void noTwoMetricsHaveTheSameHelp() {
    assertThat(ALL.stream().map(FieldRow::def).distinct())
        .extracting(MetricDef::help)
        .doesNotHaveDuplicates();
  }

  @Test
  void findsRowsByField() {
    for (FieldRow row : InfoTable.rows()) {
      assertThat(InfoTable.find(row.field())).isSameAs(row);
    }
    for (FieldRow row : InfoTable.tile38Rows()) {
      assertThat(InfoTable.find(row.field())).isSameAs(row);
      assertThat(row.field()).startsWith("tile38_");
      assertThat(row.def().name()).startsWith("tile38_");
    }
    assertThat(InfoTable.find("redis_version")).isNull();
    assertThat(InfoTable.find("no_such_field")).isNull();
  }

  @Test
  void systemMemoryStandsApart() {
    assertThat(InfoTable.SYSTEM_MEMORY.field()).isEqualTo("total_system_memory");
    assertThat(InfoTable.rows()).doesNotContain(InfoTable.SYSTEM_MEMORY);
    assertThat(InfoTable.find("total_system_memory")).isNull();
  }

  private static List<FieldRow> all() {
    List<FieldRow> all = new ArrayList<>(InfoTable.rows());
    all.addAll(InfoTable.tile38Rows());
    all.add(InfoTable.SYSTEM_MEMORY);
    return all;
  }

  private static String words(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", " ").strip();
  }

  private static List<String> contract() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            InfoTableTest.class.getResourceAsStream("/contract/info-fields.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
