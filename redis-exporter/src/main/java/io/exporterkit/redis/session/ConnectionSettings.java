package io.exporterkit.redis.session;

import java.time.Duration;

/// The settings of connections, which are the same for all targets.
///
/// @param timeout longest wait for a connection or for a byte of a reply; zero for no limit but the deadline
/// @param maxAge age at which a kept connection is replaced; zero keeps none
/// @param setClientName whether CLIENT SETNAME is sent
/// @param pingOnConnect whether PING is sent alone before the commands of each scrape
public record ConnectionSettings(
    Duration timeout, Duration maxAge, boolean setClientName, boolean pingOnConnect) {
  long timeoutNanos() {
    return timeout.isZero() ? Long.MAX_VALUE : timeout.toNanos();
  }
}
