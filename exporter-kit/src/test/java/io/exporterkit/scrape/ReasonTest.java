package io.exporterkit.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.metric.Samples;
import io.exporterkit.time.Deadline;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReasonTest {
  @Test
  void isOneLineOfPrintableCharacters() {
    assertThat(oneLine("broken\r\n\tby \u001b[31m")).isEqualTo("broken by ?[31m");
    assertThat(oneLine(" \n a\u0085b\u2028c\u00a0d \n")).isEqualTo("a b c d");
    assertThat(oneLine("\u0000|\u007f|\u202e|\ud83d|\ude00")).isEqualTo("?|?|?|?|?");
    assertThat(oneLine("caf\u00e9 \ud83d\ude00")).isEqualTo("caf\u00e9 \ud83d\ude00");
    assertThat(oneLine("\r\n")).isEmpty();
  }

  @Test
  void isNoLongerThan160Characters() {
    assertThat(oneLine("x".repeat(161))).isEqualTo("x".repeat(160));
    assertThat(oneLine("x".repeat(159) + "\ud83d\ude00")).isEqualTo("x".repeat(159));
    assertThat(oneLine("x".repeat(159) + " y")).isEqualTo("x".repeat(159));
    assertThat(oneLine("x".repeat(158) + " y")).isEqualTo("x".repeat(158) + " y");
    assertThat(oneLine(" ".repeat(1_000_000) + "x")).isEqualTo("x");
  }

  @Test
  void isAsLongAsTheTargetAllows() {
    Target<AutoCloseable> wordy =
        new CleaningTarget() {
          @Override
          public int longestReason() {
            return 1000;
          }
        };
    IOException e = new IOException("x".repeat(2000));
    assertThat(Reason.of(e, cleaning("s3cret"))).isEqualTo("x".repeat(160));
    assertThat(Reason.of(e, wordy)).isEqualTo("x".repeat(1000));
  }

  @Test
  void isTheNameOfTheClassWhenThereIsNoMessage() {
    Target<AutoCloseable> target = cleaning("");
    assertThat(Reason.of(new IllegalStateException(), target)).isEqualTo("IllegalStateException");
    assertThat(Reason.of(new IOException(" \n"), target)).isEqualTo("IOException");
    assertThat(Reason.of(new IOException() {}, target)).startsWith("ReasonTest$");
    assertThat(Reason.of(new IOException("s3cret"), cleaning("s3cret"))).isEqualTo("IOException");
  }

  @Test
  void hasNoSecretOfTheTarget() {
    assertThat(Reason.of(new IOException("no s3cret\nhere"), cleaning("s3cret")))
        .isEqualTo("no here");
    assertThat(Reason.of("x".repeat(158) + "s3cret", cleaning("s3cret")))
        .isEqualTo("x".repeat(158));
  }

  @Test
  void isTheNameOfTheClassWhenTheTargetCannotCleanIt() {
    Target<AutoCloseable> broken =
        new CleaningTarget() {
          @Override
          public String clean(String reason) {
            throw new IllegalStateException(reason);
          }
        };
    assertThat(Reason.of(new IOException("s3cret"), broken)).isEqualTo("IOException");
  }

  private static Target<AutoCloseable> cleaning(String secret) {
    return new CleaningTarget() {
      @Override
      public String clean(String reason) {
        return reason.replace(secret, "");
      }
    };
  }

  private abstract static class CleaningTarget implements Target<AutoCloseable> {
    @Override
    public AutoCloseable open(Deadline deadline, Samples out) {
      return () -> {};
    }

    @Override
    public String name() {
      return "t";
    }

    @Override
    public ScrapeHistory history() {
      return new ScrapeHistory();
    }
  }

  private static String oneLine(String text) {
    return Reason.oneLine(text, 160);
  }
}
