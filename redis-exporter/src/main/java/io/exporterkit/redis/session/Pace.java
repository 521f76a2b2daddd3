package io.exporterkit.redis.session;

import io.exporterkit.process.VirtualThreads;
import io.exporterkit.time.DeadlineException;

/// Pauses in loops over long replies. They are needed because virtual threads are not pre-empted: on one processor, a
/// loop without pauses keeps `/health` and all other scrapes waiting.
public final class Pace {
  private static final int STEPS = 1 << 14;

  private Pace() {}

  /// Lets other threads run, and checks the deadline, every few thousand steps.
  ///
  /// @param step number of the step, incremented by one at each call
  /// @throws DeadlineException when the deadline of the scrape has passed
  public static void keep(RedisSession session, int step) throws DeadlineException {
    if (step % STEPS == STEPS - 1) {
      session.checkTime();
      VirtualThreads.letOthersRun();
    }
  }
}
