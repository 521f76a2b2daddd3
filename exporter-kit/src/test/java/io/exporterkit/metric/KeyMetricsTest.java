package io.exporterkit.metric;

import static io.exporterkit.metric.KeyMetrics.row;
import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyMetricsTest {
  private static final MetricDef COMMANDS =
      counter("commands_total", "Commands.").labels("command");
  private static final MetricDef CHUNKS = gauge("chunks", "Chunks.").labels("state", "slab");
  private static final KeyMetrics STATS =
      KeyMetrics.of(
          row("curr_connections", gauge("connections", "Connections.")),
          row("cmd_get", COMMANDS, "get"),
          row("cmd_set", COMMANDS, "set"),
          row("uptime_ms", gauge("uptime_seconds", Unit.SECONDS, "Uptime.")).dividedBy(1000),
          row("tls", gauge("tls_enabled", Unit.BOOLEAN, "TLS."))
              .words(Map.of("on", 1.0, "off", 0.0)),
          row("used_chunks", CHUNKS, "used"));

  private final Samples out = new Samples();

  @Test
  void readsAMapOfKeys() {
    STATS.addAll(
        Map.of(
            "curr_connections",
            " 10 ",
            "cmd_get",
            "3",
            "cmd_set",
            "4",
            "uptime_ms",
            "1500",
            "tls",
            "on",
            "pid",
            "1"),
        out);
    assertThat(samples())
        .containsExactlyInAnyOrder(
            "connections[] 10.0",
            "commands_total[get] 3.0",
            "commands_total[set] 4.0",
            "uptime_seconds[] 1.5",
            "tls_enabled[] 1.0");
  }

  @Test
  void readsLines() {
    for (String line :
        List.of(
            "STAT curr_connections 10",
            "STAT cmd_get  7",
            "curr_connections 1",
            "STAT tls",
            "END",
            "")) {
      STATS.addLine(line, "STAT ", " ", out);
    }
    STATS.addLine("uptime_ms: 2000", "", ":", out);
    assertThat(samples())
        .containsExactly("connections[] 10.0", "commands_total[get] 7.0", "uptime_seconds[] 2.0");
  }

  @Test
  void addsNothingForAValueThatIsNone() {
    for (String none : List.of("", "many", "1.2.3", "ON", "0x", "-")) {
      STATS.add("tls", none, out);
      STATS.add("uptime_ms", none, out);
    }
    assertThat(out.families()).isEmpty();
    STATS.add("tls", "off", out);
    assertThat(samples()).containsExactly("tls_enabled[] 0.0");
  }

  @Test
  void addsLabelsOfTheCaller() {
    STATS.add("used_chunks", "5", out, "1");
    STATS.add("used_chunks", "6", out, "2");
    assertThat(samples()).containsExactly("chunks[used, 1] 5.0", "chunks[used, 2] 6.0");
    refuses(
        "gauge chunks[state, slab] needs 2 label values, not 1",
        () -> STATS.add("used_chunks", "5", out));
  }

  @Test
  void declaresEachMetricOnce() {
    assertThat(STATS.metrics())
        .extracting(MetricDef::name)
        .containsExactly(
            "chunks", "commands_total", "connections", "tls_enabled", "uptime_seconds");
  }

  @Test
  void letsSeveralRowsHaveOneKey() {
    KeyMetrics table =
        KeyMetrics.of(row("n", gauge("a", "A.")), row("n", gauge("b", "B.")).dividedBy(2));
    table.add("n", "6", out);
    assertThat(samples()).containsExactly("a[] 6.0", "b[] 3.0");
  }

  @Test
  void refusesWrongRows() {
    refuses(
        "key k: one value is not a summary s[]",
        () -> row("k", MetricDef.summary("s", Unit.NONE, "S.")));
    refuses("key k has 1 label values for gauge g[]", () -> row("k", gauge("g", "G."), "x"));
    refuses("key k cannot be divided by 0.0", () -> row("k", gauge("g", "G.")).dividedBy(0));
    refuses(
        "key k cannot be divided by NaN", () -> row("k", gauge("g", "G.")).dividedBy(Double.NaN));
    refuses(
        "declared twice: gauge g[] and counter g[]",
        () -> KeyMetrics.of(row("k", gauge("g", "G.")), row("l", counter("g", "G."))));
    refuses(
        "key k has two equal rows for gauge g[]",
        () -> KeyMetrics.of(row("k", gauge("g", "G.")), row("k", gauge("g", "G."))));
  }

  private static void refuses(
      String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  private List<String> samples() {
    List<String> all = new ArrayList<>();
    for (Family family : out.families()) {
      for (int i = 0; i < family.size(); i++) {
        List<String> labels = new ArrayList<>();
        for (int l = 0; l < family.def().labels().size(); l++) {
          labels.add(family.label(i, l));
        }
        all.add(family.def().name() + labels + " " + family.value(i));
      }
    }
    return all;
  }
}
