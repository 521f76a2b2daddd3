package io.exporterkit.redis.protocol;

import io.exporterkit.time.DeadlineException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The replies to a [Batch], in the order of its commands: to all commands, or to the first ones when the round ended
/// early.
///
/// The replies hold memory until the next round begins. After that they must not be used.
public final class Round {
  /// A round without commands.
  public static final Round EMPTY = new Round(List.of(), null);

  private final List<Reply> replies;
  private final @Nullable IOException end;

  /// @param end the reason why the round ended early; null when it is complete
  public Round(List<Reply> replies, @Nullable IOException end) {
    this.replies = replies;
    this.end = end;
  }

  /// Returns the replies that arrived.
  public List<Reply> arrived() {
    return replies;
  }

  /// Returns the replies to all commands.
  ///
  /// @throws DeadlineException when not all replies arrived in time
  /// @throws IOException when the connection was lost before all replies arrived, or when a reply could not be read
  public List<Reply> all() throws IOException {
    check();
    return replies;
  }

  /// Returns the reason why the round ended early; null when it is complete.
  public @Nullable IOException end() {
    return end;
  }

  /// Throws the exception that [#all] throws when the round ended early.
  public void check() throws IOException {
    if (end != null) {
      throw end;
    }
  }

  /// Whether the round ended early because a reply was too large.
  public boolean isTooLarge() {
    return end instanceof ReplyTooLargeException;
  }
}
