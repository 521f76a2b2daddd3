package io.exporterkit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The parsing of queries, compared with `url.ParseQuery` of Go 1.24.
class QueryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "~~                   | {}",
        "&                    | {}",
        "&&&a=1&&             | {a=[1]}",
        "a                    | {a=[]}",
        "a=                   | {a=[]}",
        "=                    | {=[]}",
        "=x                   | {=[x]}",
        "a=1&b=2              | {a=[1], b=[2]}",
        "a=1&a=&a=3           | {a=[1, , 3]}",
        "a=b=c                | {a=[b=c]}",
        "a+b=c+d              | {a b=[c d]}",
        "a=%2B%26%3D%3B       | {a=[+&=;]}",
        "target=redis%3A%2F%2Fh%3A1 | {target=[redis://h:1]}",
        "t=redis://h:1/0      | {t=[redis://h:1/0]}",
        "a=1;b=2&c=3          | {c=[3]}",
        "a;=1&c=3             | {c=[3]}",
        "a=%zz&c=3            | {c=[3]}",
        "a=%4&c=3             | {c=[3]}",
        "a=%&c=3              | {c=[3]}",
        "%=1&c=3              | {c=[3]}",
        "a=%+1&c=3            | {c=[3]}",
        "a=%-1&c=3            | {c=[3]}",
        "a=%-0&c=3            | {c=[3]}",
        "a=%C3%a9%41          | {a=[\u00e9A]}",
        "a=%F0%9F%98%80       | {a=[\ud83d\ude00]}",
        "A=1&a=2              | {A=[1], a=[2]}",
        "a[]=1                | {a[]=[1]}",
      })
  void parsesAsGoDoes(String raw, String values) {
    assertThat(Query.parse(raw)).hasToString(values);
  }

  @Test
  void hasNothingWithoutAQuery() {
    assertThat(Query.parse(null)).isEmpty();
  }

  @Test
  void requestsGiveTheFirstValueAndCopy() {
    List<String> values = new ArrayList<>(List.of("1", "2"));
    Map<String, List<String>> query = new HashMap<>(Map.of("a", values, "none", List.of()));
    Request request = new Request("/p", query, Deadline.in(Duration.ofSeconds(1), Ticker.system()));
    values.clear();
    query.clear();
    assertThat(request.parameter("a")).isEqualTo("1");
    assertThat(request.parameter("none")).isEmpty();
    assertThat(request.parameter("b")).isEmpty();
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> request.query().clear());
  }
}
