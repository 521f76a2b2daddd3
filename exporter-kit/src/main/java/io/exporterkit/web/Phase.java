package io.exporterkit.web;

import java.time.Duration;

/// A phase of a connection, with its longest duration, and the duration after which the connection may be closed to
/// make room for another.
enum Phase {
  /// The connection is new: the TLS handshake runs, and the first byte of a request is expected.
  NEW(Duration.ofSeconds(30), Duration.ZERO),
  /// The next request is expected. Prometheus keeps a connection for each target.
  IDLE(Duration.ofMinutes(5), Duration.ZERO),
  /// A request has begun to arrive.
  REQUEST(Duration.ofSeconds(30), Duration.ZERO),
  /// A handler runs. The longest duration exceeds that of the longest scrape.
  HANDLING(ScrapeTimeout.MAX.plusSeconds(60), Duration.ofDays(1)),
  /// The answer is being sent.
  SENDING(ScrapeTimeout.MAX.plusSeconds(60), Duration.ofSeconds(10)),
  /// The rest of an answered request is read and discarded.
  DROPPING(Duration.ofSeconds(30), Duration.ZERO),
  /// The connection ends. Bytes that the client still sends are discarded, because closing at once could destroy the
  /// answer before the client has read it.
  ENDING(Duration.ofSeconds(1), Duration.ZERO);

  final long atMostNanos;
  final long keptNanos;

  Phase(Duration atMost, Duration kept) {
    atMostNanos = atMost.toNanos();
    keptNanos = kept.toNanos();
  }
}
