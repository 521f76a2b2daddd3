package io.exporterkit.web;

import java.time.Duration;

/// A phase in the life of a connection, with the longest time that it may last, and the time after which the connection may be closed
/// to make room for another.
enum Phase {
  /// The connection is new: the TLS handshake runs, and the first byte of a request is awaited.
  NEW(Duration.ofSeconds(30), Duration.ZERO),
  /// Another request is awaited. Prometheus keeps a connection for each target.
  IDLE(Duration.ofMinutes(5), Duration.ZERO),
  /// A request has begun to arrive.
  REQUEST(Duration.ofSeconds(30), Duration.ZERO),
  /// A handler runs: longer than the longest scrape.
  HANDLING(ScrapeTimeout.MAX.plusSeconds(60), Duration.ofDays(1)),
  /// The answer is being sent.
  SENDING(ScrapeTimeout.MAX.plusSeconds(60), Duration.ofSeconds(10)),
  /// The rest of a request that was answered is read and dropped.
  DROPPING(Duration.ofSeconds(30), Duration.ZERO),
  /// The connection ends: what the client still sends is dropped, because closing at once could destroy the answer before
  /// the client reads it.
  ENDING(Duration.ofSeconds(1), Duration.ZERO);

  final long atMostNanos;
  final long keptNanos;

  Phase(Duration atMost, Duration kept) {
    atMostNanos = atMost.toNanos();
    keptNanos = kept.toNanos();
  }
}
