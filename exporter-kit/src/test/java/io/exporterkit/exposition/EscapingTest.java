package io.exporterkit.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.MetricType;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapingTest {
  private final Samples out = new Samples();

  /// The expected names are those of Go's `model.EscapeName`, except that Go keeps a colon in the name of a label.
  @ParameterizedTest
  @CsvSource({
    "plain_name, plain_name, plain_name, plain_name, plain_name",
    "a:b, a:b, a:b, a:b, a_b",
    "mysystem.prod_cpu, mysystem_prod_cpu, mysystem_dot_prod__cpu, U__mysystem_2e_prod__cpu, mysystem_prod_cpu",
    "http.status:code, http_status:code, http_dot_status:code, U__http_2e_status:code, http_status_code",
    "label with 😱, label_with__, label__with____, U__label_20_with_20__1f631_, label_with__",
    "花火, __, ____, U___82b1__706b_, __",
    "0a, _a, __a, U___30_a, _a",
  })
  void escapesAsGoDoes(
      String name, String underscores, String dots, String values, String labelUnderscores) {
    assertThat(Escaping.ALLOW_UTF_8.metric(name)).isEqualTo(name);
    assertThat(Escaping.UNDERSCORES.metric(name)).isEqualTo(underscores);
    assertThat(Escaping.DOTS.metric(name)).isEqualTo(dots);
    assertThat(Escaping.VALUES.metric(name)).isEqualTo(values);
    assertThat(Escaping.ALLOW_UTF_8.label(name)).isEqualTo(name);
    assertThat(Escaping.UNDERSCORES.label(name)).isEqualTo(labelUnderscores);
  }

  @Test
  void quotesNamesWhereTheyAreAllowed() throws IOException {
    MetricDef def =
        MetricDef.utf8(MetricType.GAUGE, "dépth.\"q\"\\\n", "", "Depth.").labels("a.b", "c");
    out.add(def, 1, "x", "y");
    out.add(MetricDef.utf8(MetricType.GAUGE, "x.y", "", "Plain."), 2);
    assertThat(page(PageFormat.TEXT_1_0, Escaping.ALLOW_UTF_8))
        .isEqualTo(
            """
            # HELP "dépth.\\"q\\"\\\\\\n" Depth.
            # TYPE "dépth.\\"q\\"\\\\\\n" gauge
            {"dépth.\\"q\\"\\\\\\n","a.b"="x",c="y"} 1
            # HELP "x.y" Plain.
            # TYPE "x.y" gauge
            {"x.y"} 2
            """);
    assertThat(page(PageFormat.TEXT, Escaping.UNDERSCORES))
        .contains("d_pth__q___{a_b=\"x\",c=\"y\"} 1\n", "x_y 2\n");
  }

  @Test
  void quotesTheNamesOfHistogramsWithTheirSuffixes() throws IOException {
    out.histogram(
        MetricDef.utf8(MetricType.HISTOGRAM, "t.s", "s", "Times.").labels("k"),
        new double[] {1},
        new double[] {2},
        3,
        4,
        "v");
    out.add(MetricDef.utf8(MetricType.COUNTER, "c.total_total", "", "Calls."), 1);
    assertThat(
            page(PageFormat.TEXT_1_0, Escaping.ALLOW_UTF_8).lines().filter(l -> l.startsWith("{")))
        .containsExactly(
            "{\"c.total_total\"} 1",
            "{\"t.s_bucket\",k=\"v\",le=\"1\"} 2",
            "{\"t.s_bucket\",k=\"v\",le=\"+Inf\"} 4",
            "{\"t.s_sum\",k=\"v\"} 3",
            "{\"t.s_count\",k=\"v\"} 4");
    assertThat(page(PageFormat.OPEN_METRICS_1_0, Escaping.ALLOW_UTF_8))
        .contains(
            "# TYPE \"c.total\" counter",
            "{\"c.total_total\"} 1.0",
            "{\"t.s_bucket\",k=\"v\",le=\"1.0\"} 2");
  }

  /// Two names that an escaping makes equal are one family, of which the first series stays.
  @Test
  void mergesFamiliesThatHaveOneNameWhenEscaped() throws IOException {
    out.add(MetricDef.utf8(MetricType.GAUGE, "a.b", "", "First."), 1);
    out.add(MetricDef.utf8(MetricType.GAUGE, "a_b", "", "Second."), 2);
    assertThat(page(PageFormat.TEXT, Escaping.UNDERSCORES))
        .isEqualTo("# HELP a_b First.\n# TYPE a_b gauge\na_b 1\n");
    assertThat(page(PageFormat.TEXT_1_0, Escaping.VALUES)).contains("U__a_2e_b 1\n", "a_b 2\n");
  }

  @Test
  void keepsLabelsApartThatWouldHaveOneName() throws IOException {
    out.add(MetricDef.utf8(MetricType.GAUGE, "m", "", "M.").labels("a.b", "a_b"), 1, "x", "y");
    assertThat(page(PageFormat.TEXT, Escaping.UNDERSCORES))
        .contains("m{U__a_2e_b=\"x\",a_b=\"y\"} 1\n");
  }

  @Test
  void namesOfOtherDefinitionsAreThoseOfTheTextFormat() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricDef.gauge("a.b", "Dotted."))
        .withMessage("not a metric name: 'a.b'");
    for (String bad : List.of("", "a\u0000", "\ud800")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MetricDef.utf8(MetricType.GAUGE, bad, "", "Bad."))
          .withMessage("not a metric name: '" + bad + "'");
    }
  }

  @Test
  void readsProtobufNamesOfAnyLength() throws IOException {
    out.add(MetricDef.utf8(MetricType.GAUGE, "größe", "", "Size.").labels("ö"), 1, "ü");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PageFormat.PROTOBUF.write(
        List.of(new Section("ns", Map.of(), out.families())),
        new Conflicts(),
        Escaping.ALLOW_UTF_8,
        bytes);
    assertThat(ProtobufPage.asText(bytes.toByteArray())).endsWith("ns_größe{ö=\"ü\"} 1\n");
  }

  private String page(PageFormat format, Escaping escaping) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    format.write(List.of(Section.of("", out.families())), new Conflicts(), escaping, bytes);
    return bytes.toString(UTF_8);
  }
}
