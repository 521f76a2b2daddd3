package io.exporterkit.redis.protocol;

import io.exporterkit.scrape.DeadlineException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The replies to a [Batch], in the order of its commands: to all of them, or to the first ones, where something ended the round early.
///
/// The replies hold memory until the next round begins, and must not be used after that.
public final class Round {
  /// The round of no command.
  public static final Round EMPTY = new Round(List.of(), null);

  private final List<Reply> replies;
  private final @Nullable IOException end;

  /// @param end what ended the round early; null where it was read as a whole
  public Round(List<Reply> replies, @Nullable IOException end) {
    this.replies = replies;
    this.end = end;
  }

  /// The replies that arrived.
  public List<Reply> arrived() {
    return replies;
  }

  /// All replies.
  ///
  /// @throws DeadlineException when the rest did not come in time
  /// @throws IOException when the connection was lost before the rest came, or a reply could not be read
  public List<Reply> all() throws IOException {
    check();
    return replies;
  }

  /// What ended the round early; null where it was read as a whole.
  public @Nullable IOException end() {
    return end;
  }

  /// Throws what [#all] throws.
  public void check() throws IOException {
    if (end != null) {
      throw end;
    }
  }

  /// Whether the reply after those that arrived was too large.
  public boolean isTooLarge() {
    return end instanceof ReplyTooLargeException;
  }
}
