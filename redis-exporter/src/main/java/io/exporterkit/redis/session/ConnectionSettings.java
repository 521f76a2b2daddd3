package io.exporterkit.redis.session;

import java.time.Duration;

/// How targets are talked to; the same for all of them.
///
/// @param timeout longest wait for a connection or a reply byte; zero for the deadline alone
/// @param maxAge age at which a kept connection is replaced; zero keeps none
/// @param setClientName whether CLIENT SETNAME is sent
/// @param pingOnConnect whether a PING goes alone before each scrape's commands
public record ConnectionSettings(
    Duration timeout, Duration maxAge, boolean setClientName, boolean pingOnConnect) {
  long timeoutNanos() {
    return timeout.isZero() ? Long.MAX_VALUE : timeout.toNanos();
  }
}
