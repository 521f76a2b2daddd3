package io.exporterkit.redis.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Lists of names and values.
class RepliesTest {
  private static final Command COMMAND = Command.of("CONFIG", "GET", "*");

  @Test
  void integersInPairsBecomeText() throws IOException {
    Reply reply = list(bulk("maxclients"), new Reply.Int(10_000), new Reply.Int(7), bulk("seven"));
    assertThat(Replies.pairs(reply, COMMAND))
        .containsExactly(entry("maxclients", "10000"), entry("7", "seven"));
  }

  @Test
  void ofSeveralValuesWithOneNameTheFirstIsUsed() throws IOException {
    Reply reply = list(bulk("save"), bulk("60 1"), bulk("save"), new Reply.Status("300 10"));
    assertThat(Replies.pairs(reply, COMMAND)).containsExactly(entry("save", "60 1"));
  }

  @Test
  void pairsWithoutANameOrAValueAreLeftOut() throws IOException {
    Reply nil = new Reply.Nil();
    Reply reply =
        list(bulk("a"), nil, nil, bulk("b"), bulk("c"), new Reply.Error("ERR no"), bulk("d"));
    assertThat(Replies.pairs(reply, COMMAND)).isEmpty();
  }

  @Test
  void aReplyThatIsNotAListIsRefused() {
    assertThatThrownBy(() -> Replies.pairs(bulk("maxclients"), COMMAND))
        .isInstanceOf(IOException.class)
        .hasMessage("the reply to CONFIG GET * is not a list");
  }

  private static Reply list(Reply... elements) {
    return new Reply.Array(List.of(elements));
  }

  private static Reply bulk(String text) {
    return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
  }
}
