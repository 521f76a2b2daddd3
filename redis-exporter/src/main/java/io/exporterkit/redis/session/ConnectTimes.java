package io.exporterkit.redis.session;

/// Told how long connecting took, also when it failed.
public interface ConnectTimes {
  /// Nobody who wants to know.
  ConnectTimes NONE =
      new ConnectTimes() {
        @Override
        public void connected(double seconds) {}

        @Override
        public void pinged(double seconds) {}
      };

  /// Time until the connection was open, in seconds; about 0 when it was kept from an earlier scrape.
  void connected(double seconds);

  /// Time between PING and its answer, in seconds.
  void pinged(double seconds);
}
