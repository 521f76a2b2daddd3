package io.exporterkit.scrape;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// The first fault of a scrape.
///
/// @param collector that failed or timed out; empty when the target itself did
/// @param reason empty when there is no fault
record Fault(String collector, String reason) {
  static final Fault NONE = new Fault("", "");
  private static final Logger log = LoggerFactory.getLogger(Scrape.class);

  boolean isNone() {
    return reason.isEmpty();
  }

  /// Logs the fault when it differs from the one before, and its end.
  ///
  /// @param before the fault of the scrape before, as text; empty when there was none
  void log(String target, String before) {
    if (isNone()) {
      if (!before.isEmpty()) {
        log.atInfo()
            .addKeyValue("target", target)
            .log("{}: works again, after: {}", target, before);
      }
    } else if (toString().equals(before)) {
      log.debug("{}: still: {}", target, this);
    } else {
      LoggingEventBuilder line = log.atWarn().addKeyValue("target", target);
      if (!collector.isEmpty()) {
        line = line.addKeyValue("collector", collector);
      }
      line.addKeyValue("reason", reason).log("{}: {}", target, this);
    }
  }

  /// Returns the fault as in `config: timed out`; empty when there is none.
  @Override
  public String toString() {
    return collector.isEmpty() ? reason : collector + ": " + reason;
  }
}
