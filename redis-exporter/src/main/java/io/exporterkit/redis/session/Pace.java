package io.exporterkit.redis.session;

import io.exporterkit.process.VirtualThreads;
import io.exporterkit.scrape.DeadlineException;

/// The pace of a loop over a reply that may be long. Virtual threads are not pre-empted: on one processor, a loop that never stops for
/// others keeps `/health` and all other scrapes waiting.
public final class Pace {
  private static final int STEPS = 1 << 14;

  private Pace() {}

  /// Lets other threads run, and looks at the deadline, every few thousand steps.
  ///
  /// @param step number of the step, counted up by one
  /// @throws DeadlineException when the scrape's deadline has passed
  public static void keep(RedisSession session, int step) throws DeadlineException {
    if (step % STEPS == STEPS - 1) {
      session.checkTime();
      VirtualThreads.letOthersRun();
    }
  }
}
