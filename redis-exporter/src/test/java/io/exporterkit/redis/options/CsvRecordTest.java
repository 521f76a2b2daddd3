package io.exporterkit.redis.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CsvRecordTest {
  @Test
  void readsFieldsWithAndWithoutQuotes() {
    assertThat(CsvRecord.parse("")).isEmpty();
    assertThat(CsvRecord.parse("^(a),b")).containsExactly("^(a)", "b");
    assertThat(CsvRecord.parse("\"a,b\",\"c\"\"d\"")).containsExactly("a,b", "c\"d");
    assertThat(CsvRecord.parse("a, b,")).containsExactly("a", " b", "");
    assertThat(CsvRecord.parse("\"two\nlines\",x")).containsExactly("two\nlines", "x");
  }

  @Test
  void readsTheFirstRecordAlone() {
    assertThat(CsvRecord.parse("\r\n\na,b\r\nc")).containsExactly("a", "b");
  }

  @Test
  void refusesWhatIsNoCsv() {
    assertThatThrownBy(() -> CsvRecord.parse("a\"b")).hasMessageContaining("enclose the field in");
    assertThatThrownBy(() -> CsvRecord.parse("\"a\"b")).hasMessageContaining("a comma is missing");
    assertThatThrownBy(() -> CsvRecord.parse("\"a")).hasMessageContaining("has no end");
  }
}
