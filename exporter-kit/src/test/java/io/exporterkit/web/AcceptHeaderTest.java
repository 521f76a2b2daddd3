package io.exporterkit.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.exposition.PageFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptHeaderTest {
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  @Test
  void isTextWithoutAHeader() {
    assertThat(AcceptHeader.of(null, false).format()).isEqualTo(PageFormat.TEXT);
  }

  /// Compares formats with the expected ones, where `PB` stands for protobuf.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Prometheus 2.42, without and with native-histograms
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | TEXT",
        "PB,application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | PROTOBUF",
        // Prometheus 3, without and with scrape_native_histograms, and with protobuf after text in
        // scrape_protocols
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2 | TEXT_1_0",
        "PB;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1 | PROTOBUF",
        "text/plain;version=0.0.4;q=0.6,PB;q=0.5,*/*;q=0.4 | TEXT",
        // Prometheus 3.0: escaping also on the protobuf format
        "PB;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.2 | PROTOBUF",
        // browsers and curl
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | TEXT",
        "*/* | TEXT",
        "'' | TEXT",
        // by quality, and the first among equals
        "PB | PROTOBUF",
        "PB,text/plain | PROTOBUF",
        "text/plain,PB | TEXT",
        "PB;q=0.1,text/plain;q=0.2 | TEXT",
        "text/plain;q=0.1,PB;q=0.2 | PROTOBUF",
        "text/plain;q=0.5,PB;q=0.50 | TEXT",
        "PB;q=0.2,text/plain;q=0.1,PB;q=0.05 | PROTOBUF",
        "text/plain;version=0.0.4;q=.9,PB;q=1.0 | PROTOBUF",
        "PB;q=2,text/plain | PROTOBUF",
        // blanks and order of parameters
        "application/vnd.google.protobuf ; encoding = delimited ; proto = io.prometheus.client.MetricFamily ; q = 0.3 | PROTOBUF",
        "  PB  ,  text/plain ; q=0.9 | PROTOBUF",
        // ignored ranges
        "application/vnd.google.protobuf | TEXT",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily | TEXT",
        "application/vnd.google.protobuf;encoding=delimited | TEXT",
        "application/vnd.google.protobuf;proto=io.prometheus.client.Metric;encoding=delimited | TEXT",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text | TEXT",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=compact-text | TEXT",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text,PB;q=0.1 | PROTOBUF",
        "application/vnd.google.protobuf;proto=\"io.prometheus.client.MetricFamily\";encoding=delimited | TEXT",
        "APPLICATION/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited | TEXT",
        "application/*;proto=io.prometheus.client.MetricFamily;encoding=delimited | TEXT",
        "text/plain;version=1.0.0,PB;q=0.1 | TEXT_1_0",
        "text/*,PB;q=0.1 | PROTOBUF",
        "*/*,PB;q=0.1 | PROTOBUF",
        "application/openmetrics-text,PB;q=0.1 | PROTOBUF",
        // a quality of 0, and an invalid quality
        "PB;q=0 | TEXT",
        "PB;q=0.000,text/plain;q=0.1 | TEXT",
        "PB;q=-1 | TEXT",
        "PB;q=x,text/plain;q=0.1 | TEXT",
        "PB;q=NaN | TEXT",
        "PB;q=1e999 | TEXT",
        "text/plain;q=0,PB;q=0.1 | PROTOBUF",
        // malformed
        ",,;;=,/,;q=1,PB | PROTOBUF",
        "PB;;=;==;q | PROTOBUF",
        "; | TEXT",
        "q=1 | TEXT",
        "\u0000\u00ff | TEXT",
      })
  void choosesAsGoDoes(String header, PageFormat format) {
    assertThat(AcceptHeader.of(header.replace("PB", PROTOBUF), false).format()).isEqualTo(format);
  }

  /// Compares the `Content-Type` where OpenMetrics is offered.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Prometheus 2.42, without and with native-histograms
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | OM; version=1.0.0; charset=utf-8; escaping=underscores",
        "PB,application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | PB; escaping=underscores",
        // Prometheus 2.49 and later, with scrape_protocols
        "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.3 | OM; version=0.0.1; charset=utf-8; escaping=underscores",
        // Prometheus 3
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2 | OM; version=1.0.0; charset=utf-8; escaping=allow-utf-8",
        "PB;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5 | PB; escaping=allow-utf-8",
        "text/plain;version=1.0.0;escaping=underscores;q=0.4,text/plain;version=0.0.4;q=0.3 | text/plain; version=1.0.0; charset=utf-8; escaping=underscores",
        // escapings
        "application/openmetrics-text;version=1.0.0;escaping=dots | OM; version=1.0.0; charset=utf-8; escaping=dots",
        "application/openmetrics-text;version=1.0.0; escaping = values | OM; version=1.0.0; charset=utf-8; escaping=values",
        "text/plain;version=0.0.4;escaping=values | text/plain; version=0.0.4; charset=utf-8; escaping=values",
        "text/plain;version=1.0.0;escaping=other | text/plain; version=1.0.0; charset=utf-8; escaping=underscores",
        "text/html;escaping=dots,text/plain | text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
        // versions
        "application/openmetrics-text | OM; version=0.0.1; charset=utf-8; escaping=underscores",
        "application/openmetrics-text;version=2.0.0,text/plain;q=0.1 | text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
        "text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.9 | text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
        "application/openmetrics-text;version=1.0.0;q=0,text/plain;q=0.1 | text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
      })
  void choosesOpenMetricsAndEscaping(String header, String contentType) {
    assertThat(AcceptHeader.of(header.replace("PB", PROTOBUF), true).contentType())
        .isEqualTo(
            contentType
                .replace("OM", "application/openmetrics-text")
                .replace("PB", PROTOBUF.replace(";", "; ")));
  }

  @Test
  void neverFails() {
    var random = new SplittableRandom(9);
    for (int i = 0; i < 5000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append(random.nextInt(5) == 0 ? 'q' : (char) random.nextInt(' ', '@' + 1));
      }
      String header = text.toString();
      assertThat(AcceptHeader.of(header, true)).isNotNull();
      assertThat(AcceptHeader.of(header + ",text/plain;" + header, false).format())
          .isEqualTo(PageFormat.TEXT);
    }
  }
}
