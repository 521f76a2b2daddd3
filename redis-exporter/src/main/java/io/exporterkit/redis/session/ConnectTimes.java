package io.exporterkit.redis.session;

/// A recipient of the durations of connecting, also when connecting failed.
public interface ConnectTimes {
  /// Discards the durations.
  ConnectTimes NONE =
      new ConnectTimes() {
        @Override
        public void connected(double seconds) {}

        @Override
        public void pinged(double seconds) {}
      };

  /// Records the duration of connecting in seconds; 0 for a connection that was kept from an earlier scrape.
  void connected(double seconds);

  /// Records the time between PING and its reply, in seconds.
  void pinged(double seconds);
}
